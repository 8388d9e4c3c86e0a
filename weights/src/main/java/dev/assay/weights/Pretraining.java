// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The pretrainings between which ready-made contrasts compare. */
public enum Pretraining {
  /** Supervised, on some edition of ImageNet: {@code ImageNet-1k (torchvision V1)}. */
  IMAGENET("ImageNet") {
    @Override
    boolean matches(String source) {
      return source.toLowerCase(Locale.ROOT).startsWith(label().toLowerCase(Locale.ROOT));
    }

    @Override
    public String words(String source) {
      return label() + source.substring(label().length());
    }
  },
  /** Self-supervised, on the images of DINOv2's authors. */
  DINOV2("DINOv2") {
    @Override
    boolean matches(String source) {
      return source.equalsIgnoreCase(DinoV2Architecture.IMAGES);
    }

    @Override
    public String words(String source) {
      return label() + " (" + DinoV2Architecture.IMAGES + ")";
    }
  };

  private final String label;

  Pretraining(String label) {
    this.label = label;
  }

  /** The pretraining of weights with this source; empty for any other. */
  public static Optional<Pretraining> of(String source) {
    return Arrays.stream(values()).filter(p -> p.matches(source)).findFirst();
  }

  /** As papers write it. */
  public String label() {
    return label;
  }

  abstract boolean matches(String source);

  /** The source of weights of this pretraining, the label first. */
  public abstract String words(String source);
}
