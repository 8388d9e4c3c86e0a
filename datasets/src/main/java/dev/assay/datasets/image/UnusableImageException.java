// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;

/**
 * A file that cannot be used as an image. The message does not name the file: the caller knows it.
 */
public final class UnusableImageException extends Exception {
  private static final long serialVersionUID = 1;

  private final QuarantineReason reason;

  public UnusableImageException(QuarantineReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UnusableImageException(QuarantineReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public QuarantineReason reason() {
    return reason;
  }
}
