// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.features;

/** A file of features that cannot be used; the message names the file and the row or array. */
public final class FeaturesFormatException extends Exception {
  private static final long serialVersionUID = 1;

  FeaturesFormatException(String message) {
    super(message);
  }
}
