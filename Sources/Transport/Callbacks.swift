import CCurl

// libcurl's callbacks. Free functions: a closure from an isolated context would trap on another thread.

func curlReceives(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  return TransferSlot.of(context).receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

func curlReceivesHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  TransferSlot.of(context).receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
  return size * count
}

func curlSends(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let buffer, let context else { return Int(CURL_READFUNC_ABORT) }
  return TransferSlot.of(context).send(
    into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

func curlSeeks(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
  guard let context, origin == 0, offset >= 0 else { return CURL_SEEKFUNC_FAIL }
  TransferSlot.of(context).seek(to: Int64(offset))
  return CURL_SEEKFUNC_OK
}
