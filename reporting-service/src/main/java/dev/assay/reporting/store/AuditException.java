// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

/** The audit log cannot be read or written. */
public final class AuditException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
