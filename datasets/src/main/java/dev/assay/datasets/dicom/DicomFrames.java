// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.contracts.Frames;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a DICOM object: how many it has, where the bytes of one are, and what only this one
 * states (PS3.3, C.7.6.6 and C.7.6.16; PS3.5, A.4).
 *
 * @param count at least 1
 */
record DicomFrames(Elements elements, int count) {
  static final int NUMBER = 0x00280008;

  private static final int SHARED = 0x52009229;
  private static final int PER_FRAME = 0x52009230;

  /** The groups of elements that say how stored values become grey levels. */
  private static final int[] GROUPS = {0x00289132, 0x00289145};

  /** More frames than any scanner writes into one object. */
  private static final int MOST = Frames.MOST;

  static DicomFrames of(Elements elements) throws UnusableImageException {
    String text = elements.text(NUMBER);
    if (text.isEmpty()) {
      return new DicomFrames(elements, 1);
    }
    if (!text.matches("\\d{1,7}") || Integer.parseInt(text) > MOST) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "a DICOM object of '" + text + "' frames");
    }
    return new DicomFrames(elements, Math.max(1, Integer.parseInt(text)));
  }

  /**
   * The frame that is the image.
   *
   * @param stated counted from 1; 0 if it is to be chosen
   * @throws UnusableImageException if none of several is chosen, or there is no such frame
   */
  int chosen(int stated, Frames frames) throws UnusableImageException {
    if (stated > 0 ? stated <= count : count == 1) {
      return Math.max(0, stated - 1);
    }
    if (stated == 0) {
      var chosen = frames.chosen(count);
      if (chosen.isPresent()) {
        return chosen.get();
      }
    }
    throw new UnusableImageException(
        QuarantineReason.MULTI_FRAME,
        stated > 0 || !Frames.WORDS.contains(frames.label())
            ? "a DICOM object of %d frames has no frame %s"
                .formatted(count, stated > 0 ? stated : frames.label())
            : ("a DICOM object of %d frames; decoding: {frames: middle} (or first, last, a number)"
                    + " reads one of them, {frames: every} reads each")
                .formatted(count));
  }

  /** The elements of the object with those that functional groups state for this frame. */
  Elements of(int frame) {
    Elements own = new Elements();
    for (Elements item : elements.items(SHARED)) {
      add(item, own);
    }
    List<Elements> each = elements.items(PER_FRAME);
    if (frame < each.size()) {
      add(each.get(frame), own);
    }
    return elements.with(own);
  }

  private static void add(Elements groups, Elements own) {
    for (int group : GROUPS) {
      groups.items(group).forEach(own::putAll);
    }
  }

  /**
   * The coded bytes of one frame, which can be in several fragments.
   *
   * @throws UnusableImageException if it cannot be known which fragments are those of the frame
   */
  ByteBuffer coded(int frame) throws UnusableImageException {
    Elements.Element pixels = elements.get(DicomParser.PIXEL_DATA).orElseThrow();
    List<ByteBuffer> fragments = pixels.fragments();
    if (count == 1) {
      return joined(fragments);
    }
    if (fragments.size() == count) {
      return joined(List.of(fragments.get(frame)));
    }
    List<Integer> starts = starts(pixels);
    if (starts.size() != count) {
      starts = startsOfStreams(fragments);
    }
    if (starts.size() != count) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "a DICOM object of %d frames in %d fragments, without a table of where each begins"
              .formatted(count, fragments.size()));
    }
    int end = frame + 1 < count ? starts.get(frame + 1) : fragments.size();
    return joined(fragments.subList(starts.get(frame), end));
  }

  /** The first fragment of each frame by the table of offsets; empty if there is none. */
  private static List<Integer> starts(Elements.Element pixels) {
    ByteBuffer table = pixels.values().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> starts = new ArrayList<>();
    long at = 0;
    for (int i = 0; i < pixels.fragments().size() && table.remaining() >= 4; i++) {
      if (at == Integer.toUnsignedLong(table.getInt(table.position()))) {
        starts.add(i);
        table.getInt();
      }
      at += 8L + pixels.fragments().get(i).remaining();
    }
    return starts;
  }

  /** The fragments with which a JPEG, JPEG-LS or JPEG 2000 stream begins. */
  private static List<Integer> startsOfStreams(List<ByteBuffer> fragments) {
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < fragments.size(); i++) {
      ByteBuffer fragment = fragments.get(i);
      int at = fragment.position();
      int first = fragment.remaining() < 3 ? 0 : fragment.get(at) & 0xff;
      int second = first == 0 ? 0 : fragment.get(at + 1) & 0xff;
      int third = first == 0 ? 0 : fragment.get(at + 2) & 0xff;
      if (first == 0xff && third == 0xff && (second == 0xd8 || second == 0x4f)) {
        starts.add(i);
      }
    }
    return starts;
  }

  private static ByteBuffer joined(List<ByteBuffer> fragments) {
    ByteBuffer frame =
        ByteBuffer.allocate(fragments.stream().mapToInt(ByteBuffer::remaining).sum());
    fragments.forEach(fragment -> frame.put(fragment.duplicate()));
    return frame.flip();
  }
}
