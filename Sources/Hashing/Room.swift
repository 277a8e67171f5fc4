// Hashing: the names of things.
//
// A *digest* is up to 32 bytes of hash, inline. An *algorithm* says how bytes become a digest. An *object id* is a
// digest with its algorithm and whether it names a directory object. A *streaming hash* takes one stream piece by
// piece; *lanes* take many streams at once, because one md5 stream cannot be made faster but sixteen together can.
//
// May use the processor. May not touch files, locks or the network.
