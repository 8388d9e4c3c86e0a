// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

/**
 * A handler's word that a record can be read but never be used. It becomes a dead letter. The
 * message is the reason, which everybody can read.
 */
public final class UnusableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableRecordException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
