// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.npz;

import java.io.IOException;

/** An archive of arrays that is damaged or has an unsupported format; the message names no file. */
public final class NpzFormatException extends IOException {
  private static final long serialVersionUID = 1;

  public NpzFormatException(String message) {
    super(message);
  }

  public NpzFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
