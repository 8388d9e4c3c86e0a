// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.util.Optional;

/** Why a decoder refuses a file; empty if it does not. */
final class Refusal {
  private Refusal() {}

  static Optional<QuarantineReason> of(ImageDecoder decoder, byte[] file) {
    try {
      decoder.decode(file);
      return Optional.empty();
    } catch (UnusableImageException e) {
      return Optional.of(e.reason());
    }
  }
}
