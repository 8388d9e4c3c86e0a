// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How an image file becomes RGB bytes where more than one way is right. It belongs to a version of
 * a data set: the same files decoded with other options are another version.
 *
 * @param orientation whether the EXIF orientation of JPEG and PNG files is applied; that of TIFF
 *     files always is, as in Pillow
 * @param sixteenBit grey images of more than eight bits a sample
 * @param alpha of images that are transparent
 */
public record DecodingOptions(Orientation orientation, SixteenBit sixteenBit, Alpha alpha) {

  /** One choice among several ways to decode. */
  public interface Choice {
    /** As written in studies and requests. */
    String label();
  }

  /** The EXIF orientation. */
  public enum Orientation implements Choice {
    /** Pixels as stored: {@code Image.open(f).convert("RGB")}. */
    @JsonProperty("ignore")
    IGNORE("ignore"),
    /** Turned upright: {@code ImageOps.exif_transpose}. */
    @JsonProperty("apply")
    APPLY("apply");

    private final String label;

    Orientation(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** How 16 bits become 8. */
  public enum SixteenBit implements Choice {
    /** Values above 255 become 255, as Pillow's mode I does: almost everything is white. */
    @JsonProperty("clip")
    CLIP("clip"),
    /** The image's smallest value becomes 0 and its largest 255: {@code floor(x + 1/2)}. */
    @JsonProperty("min-max")
    MIN_MAX("min-max"),
    /** The high byte; 12-bit data keep 16 grey levels. */
    @JsonProperty("high-byte")
    HIGH_BYTE("high-byte");

    private final String label;

    SixteenBit(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** What lies below transparent pixels. */
  public enum Alpha implements Choice {
    /** The colours that are stored, however transparent they are. */
    @JsonProperty("drop")
    DROP("drop"),
    /** White. */
    @JsonProperty("white")
    WHITE("white");

    private final String label;

    Alpha(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** An absent value means what the original study does. */
  public DecodingOptions {
    orientation = orientation == null ? Orientation.IGNORE : orientation;
    sixteenBit = sixteenBit == null ? SixteenBit.CLIP : sixteenBit;
    alpha = alpha == null ? Alpha.DROP : alpha;
  }

  /** What the original study's {@code convert("RGB")} does. */
  public static DecodingOptions paper() {
    return new DecodingOptions(Orientation.IGNORE, SixteenBit.CLIP, Alpha.DROP);
  }

  @JsonIgnore
  public boolean isPaper() {
    return equals(paper());
  }

  /** As a person reads it, in the words of a study. */
  public String words() {
    return "orientation %s, sixteen-bit %s, alpha %s%s"
        .formatted(
            orientation.label(),
            sixteenBit.label(),
            alpha.label(),
            isPaper() ? " (as the original study)" : "");
  }
}
