// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * Which frames of a DICOM object of several, and which slices of a NIfTI volume, are images.
 *
 * @param label {@code leave-out}, {@code first}, {@code middle}, {@code last}, {@code every}, or
 *     the number of a frame, counted from 1
 */
public record Frames(@JsonValue String label) {
  /** What is accepted in words; numbers are accepted, too. */
  public static final List<String> WORDS = List.of("leave-out", "first", "middle", "last", "every");

  /** The largest number of a frame. */
  public static final int MOST = 1_000_000;

  /** Files of several frames are left out. */
  public static final Frames LEAVE_OUT = new Frames("leave-out");

  @JsonCreator
  public Frames {
    if (!WORDS.contains(label) && number(label).isEmpty()) {
      throw new IllegalArgumentException(
          "frames must be one of "
              + String.join(", ", WORDS)
              + ", or a number from 1 to "
              + MOST
              + ", not "
              + label);
    }
  }

  /** Whether {@link #Frames} accepts it. */
  public static boolean isFrames(String label) {
    return WORDS.contains(label) || number(label).isPresent();
  }

  private static Optional<Integer> number(String label) {
    if (!label.matches("[1-9]\\d{0,6}")) {
      return Optional.empty();
    }
    return Optional.of(Integer.parseInt(label)).filter(n -> n <= MOST);
  }

  /** Whether each frame is an image. */
  public boolean isEvery() {
    return label.equals("every");
  }

  /**
   * The frame that is the image.
   *
   * @param count of the frames, at least 1
   * @return counted from 0; empty if none is chosen, or the file has no such frame
   */
  public Optional<Integer> chosen(int count) {
    return switch (label) {
      case "leave-out", "every" -> Optional.empty();
      case "first" -> Optional.of(0);
      case "middle" -> Optional.of(count / 2);
      case "last" -> Optional.of(count - 1);
      default -> number(label).map(n -> n - 1).filter(n -> n < count);
    };
  }
}
