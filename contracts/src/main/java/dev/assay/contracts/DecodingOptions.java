// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How an image file becomes RGB bytes where more than one way is right. It belongs to a version of
 * a data set: the same files decoded with other options are another version.
 *
 * @param orientation whether the EXIF orientation of JPEG and PNG files is applied; that of TIFF
 *     files always is, as in Pillow
 * @param sixteenBit grey images of more than eight bits a sample
 * @param alpha of images that are transparent
 * @param secondaryCapture {@link SecondaryCapture#ACCEPT}; absent, so that earlier versions keep
 *     their hash: Secondary Captures are left out
 * @param frames of files that have several; absent, so that earlier versions keep their hash: such
 *     DICOM objects are left out, and a NIfTI volume is its middle slice
 * @param sliceAxis along which a NIfTI volume is cut; absent: {@link SliceAxis#THIRD}
 */
public record DecodingOptions(
    Orientation orientation,
    SixteenBit sixteenBit,
    Alpha alpha,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SecondaryCapture secondaryCapture,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Frames frames,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SliceAxis sliceAxis) {

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

  /**
   * DICOM Secondary Captures: often screenshots with the name of the patient, but some public sets,
   * such as that of the RSNA for pneumonia, are published as such.
   */
  public enum SecondaryCapture implements Choice {
    /** They go to the quarantine. */
    @JsonProperty("leave-out")
    LEAVE_OUT("leave-out"),
    /** They are read as other DICOM files; the study declares that they identify nobody. */
    @JsonProperty("accept")
    ACCEPT("accept");

    private final String label;

    SecondaryCapture(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** An axis of a NIfTI volume, in the order in which its voxels are stored. */
  public enum SliceAxis implements Choice {
    /** The slowest: axial slices, as most scanners and converters store them. */
    @JsonProperty("third")
    THIRD("third"),
    @JsonProperty("second")
    SECOND("second"),
    @JsonProperty("first")
    FIRST("first");

    private final String label;

    SliceAxis(String label) {
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
    secondaryCapture = secondaryCapture == SecondaryCapture.LEAVE_OUT ? null : secondaryCapture;
    frames = Frames.LEAVE_OUT.equals(frames) ? null : frames;
    sliceAxis = sliceAxis == SliceAxis.THIRD ? null : sliceAxis;
  }

  /** Options under which DICOM Secondary Captures and objects of several frames are left out. */
  public DecodingOptions(Orientation orientation, SixteenBit sixteenBit, Alpha alpha) {
    this(orientation, sixteenBit, alpha, null, null, null);
  }

  /** Which frames of a file are images. */
  public Frames chosenFrames() {
    return frames == null ? Frames.LEAVE_OUT : frames;
  }

  /** Along which axis a NIfTI volume is cut. */
  public SliceAxis axis() {
    return sliceAxis == null ? SliceAxis.THIRD : sliceAxis;
  }

  /** Whether DICOM Secondary Captures are read. */
  public boolean acceptsSecondaryCapture() {
    return secondaryCapture == SecondaryCapture.ACCEPT;
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
    return "orientation %s, sixteen-bit %s, alpha %s%s%s%s%s"
        .formatted(
            orientation.label(),
            sixteenBit.label(),
            alpha.label(),
            acceptsSecondaryCapture() ? ", secondary-capture accept" : "",
            frames == null ? "" : ", frames " + frames.label(),
            sliceAxis == null ? "" : ", slice-axis " + sliceAxis.label(),
            isPaper() ? " (as the original study)" : "");
  }
}
