package dev.assay.outbox;

/** What became of an offer. */
public enum Offered {
  /** It waits, or is being done; the demander is told when it ends. */
  WAITING,
  /** It was done before; the demander is told by the caller, now. */
  DONE,
  /** This demander demanded it before: nothing is to be done. */
  KNOWN
}
