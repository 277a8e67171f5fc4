import Testing

@Test func roomOpens() {}
