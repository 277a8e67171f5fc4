// History: which data each commit names.
