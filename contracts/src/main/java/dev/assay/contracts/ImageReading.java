package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How an image file becomes RGB bytes where more than one reading is right. It belongs to a version
 * of a data set: the same files read otherwise are another version.
 *
 * @param orientation of JPEG and PNG files whose metadata say that the camera was turned; that of
 *     TIFF files is always applied, as Pillow does
 * @param sixteenBit grey images of more than eight bits a sample
 * @param alpha of images that are transparent
 */
public record ImageReading(Orientation orientation, SixteenBit sixteenBit, Alpha alpha) {

  /** The EXIF orientation. */
  public enum Orientation {
    /** Pixels as stored: {@code Image.open(f).convert("RGB")}. */
    @JsonProperty("ignore")
    IGNORE,
    /** Turned upright: {@code ImageOps.exif_transpose}. */
    @JsonProperty("apply")
    APPLY
  }

  /** How 16 bits become 8. */
  public enum SixteenBit {
    /** Values above 255 become 255, as Pillow's mode I does: almost everything is white. */
    @JsonProperty("clip")
    CLIP,
    /** The image's smallest value becomes 0 and its largest 255: {@code floor(x + 1/2)}. */
    @JsonProperty("min-max")
    MIN_MAX,
    /** The high byte; 12-bit data keep 16 grey levels. */
    @JsonProperty("high-byte")
    HIGH_BYTE
  }

  /** What lies below transparent pixels. */
  public enum Alpha {
    /** The colours that are stored, however transparent they are. */
    @JsonProperty("drop")
    DROP,
    /** White. */
    @JsonProperty("white")
    WHITE
  }

  /** Absent values are those of the paper. */
  public ImageReading {
    orientation = orientation == null ? Orientation.IGNORE : orientation;
    sixteenBit = sixteenBit == null ? SixteenBit.CLIP : sixteenBit;
    alpha = alpha == null ? Alpha.DROP : alpha;
  }

  /** What the original study's {@code convert("RGB")} does. */
  public static ImageReading paper() {
    return new ImageReading(Orientation.IGNORE, SixteenBit.CLIP, Alpha.DROP);
  }

  @JsonIgnore
  public boolean isPaper() {
    return equals(paper());
  }
}
