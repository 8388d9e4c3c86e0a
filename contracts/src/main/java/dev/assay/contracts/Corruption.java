// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What is done to the pixels of test images, and how strongly. The arithmetic and its parameters
 * are in {@code dev.assay.datasets.corruption}.
 *
 * @param severity from 1, weak, to {@value #MOST_SEVERITY}
 */
public record Corruption(Kind kind, int severity) {
  public static final int MOST_SEVERITY = 5;

  public Corruption {
    Check.present("corruption.kind", kind);
    Check.within("corruption.severity", severity, 1, MOST_SEVERITY);
  }

  /** The kinds of MedMNIST-C that make sense for every imaging modality. */
  public enum Kind {
    /** Gaussian noise in every pixel. */
    @JsonProperty("noise")
    NOISE,
    /** A Gaussian blur. */
    @JsonProperty("blur")
    BLUR,
    /** Less contrast about the mean. */
    @JsonProperty("contrast")
    CONTRAST,
    /** Lossy compression. */
    @JsonProperty("jpeg")
    JPEG;

    /** As in studies and tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static List<String> labels() {
      return Arrays.stream(values()).map(Kind::label).toList();
    }

    /**
     * @param label one of {@link #labels}
     */
    public static Kind ofLabel(String label) {
      return values()[labels().indexOf(label)];
    }
  }

  /** In names of files, such as {@code noise-3}. */
  public String slug() {
    return kind.label() + "-" + severity;
  }
}
