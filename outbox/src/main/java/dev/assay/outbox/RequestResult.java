// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

/** How the work of a {@link WorkQueue#request request} stands. */
public enum RequestResult {
  /** It is queued or running. Its result will be announced to the requester when it ends. */
  WAITING,
  /** It was done before. The caller announces the result to the requester now. */
  DONE,
  /** This requester has requested it before. Nothing is to be done. */
  KNOWN
}
