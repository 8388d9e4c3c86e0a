// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

/**
 * The broker or the database cannot run on this machine. The message says what the operator can do.
 */
public final class EmbeddedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmbeddedException(String message) {
    super(message);
  }

  public EmbeddedException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
