// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The pretrainings between which ready-made contrasts compare. */
public enum Pretraining {
  /** Supervised, on some edition of ImageNet: {@code ImageNet-1k (torchvision V1)}. */
  IMAGENET("ImageNet", "ImageNet"),
  /** Self-supervised, on the images of DINOv2's authors. */
  DINOV2("DINOv2", DinoV2Architecture.IMAGES),
  /** Self-supervised, on photographs of the web or on satellite images. */
  DINOV3("DINOv3", "LVD-1689M", "SAT-493M"),
  /** By the captions of images. */
  CAPTIONS("CLIP", "WIT-400M", "PMC-15M"),
  /** Self-supervised, by filling in what is masked. */
  MASKED("MAE", "MAE on"),
  /** By the hashtags of photographs, and then supervised. */
  HASHTAGS("SWAG", "Instagram-3.6B");

  private final String label;

  /** What sources of this pretraining begin with. */
  private final List<String> sources;

  Pretraining(String label, String... sources) {
    this.label = label;
    this.sources = List.of(sources);
  }

  /** The pretraining of weights with this source; empty for any other. */
  public static Optional<Pretraining> of(String source) {
    return Arrays.stream(values()).filter(p -> p.matches(source)).findFirst();
  }

  /** As papers write it. */
  public String label() {
    return label;
  }

  private boolean matches(String source) {
    String lower = source.toLowerCase(Locale.ROOT);
    return sources.stream().anyMatch(known -> lower.startsWith(known.toLowerCase(Locale.ROOT)));
  }

  /** The source of weights of this pretraining, the label first. */
  public String words(String source) {
    return sources.contains(label)
        ? label + source.substring(label.length())
        : label + " (" + source + ")";
  }
}
