// Transport: requests over the network, many at a time on one thread.
//
// A *request* is a method, a URL, headers and a *body*; a *response* a status, a head and perhaps bytes. A *transfer*
// is one errand: it makes its request anew for each *attempt* (so that a signature is fresh), takes in the bytes of
// the answer, and is told once how it ended. What ended in something temporary is tried again by the *retry policy*;
// the *pace* lowers the number in flight while a server says that it is too much. The *client* runs transfers on one
// libcurl multi handle, on the thread that calls it.
//
// Credentials belong to one *origin* (scheme, host, port) and never go to another one. Only http and https are spoken
// unless a client is made for something else.
// Knows libcurl, and of Files only the request to stop. May not know what an object is.
