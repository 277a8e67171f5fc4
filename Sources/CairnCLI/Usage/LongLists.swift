import ArgumentParser

// Which list of a command may become long.

extension Add: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension CheckIgnore: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Checkout: TakesManyWords {
  var manyWords: [String] {
    get { selection.targets }
    set { selection.targets = newValue }
  }
}

extension Commit: TakesManyWords {
  var manyWords: [String] {
    get { selection.targets }
    set { selection.targets = newValue }
  }
}

extension DataStatus: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Diff: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Freeze: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Unfreeze: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Fsck: TakesManyWords {
  var manyWords: [String] {
    get { selection.targets }
    set { selection.targets = newValue }
  }
}

extension Restore: TakesManyWords {
  var manyWords: [String] {
    get { paths }
    set { paths = newValue }
  }
}

extension Adopt: TakesManyWords {
  var manyWords: [String] {
    get { files }
    set { files = newValue }
  }
}

extension Resolve: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Update: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension MetricsDiff: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension MetricsShow: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension ParamsDiff: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension PlotsDiff: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension PlotsShow: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Remove: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Repro: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension StageList: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}

extension Status: TakesManyWords {
  var manyWords: [String] {
    get { selection.targets }
    set { selection.targets = newValue }
  }
}

extension Fetch: TakesManyWords {
  var manyWords: [String] {
    get { selection.targets }
    set { selection.targets = newValue }
  }
}

extension Pull: TakesManyWords {
  var manyWords: [String] {
    get { selection.targets }
    set { selection.targets = newValue }
  }
}

extension Push: TakesManyWords {
  var manyWords: [String] {
    get { selection.targets }
    set { selection.targets = newValue }
  }
}

extension Unprotect: TakesManyWords {
  var manyWords: [String] {
    get { targets }
    set { targets = newValue }
  }
}
