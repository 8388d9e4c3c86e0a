// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** WebP by libwebp's simple decoder; the size is read and checked before it decodes. */
public final class LibWebp implements NativeCodec {
  private static final int SAMPLES = 4;

  private final MethodHandle info =
      NativeLibrary.function("WebPGetInfo", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  private final MethodHandle into =
      NativeLibrary.function(
          "WebPDecodeRGBAInto", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT);

  @Override
  public Samples decode(byte[] bytes, PixelLimit limit) throws UnusableImageException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = arena.allocate(bytes.length);
      MemorySegment.copy(bytes, 0, file, JAVA_BYTE, 0, bytes.length);
      MemorySegment width = arena.allocate(JAVA_INT);
      MemorySegment height = arena.allocate(JAVA_INT);
      if ((int) info.invokeExact(file, (long) bytes.length, width, height) == 0) {
        throw corrupt();
      }
      int w = width.get(JAVA_INT, 0);
      int h = height.get(JAVA_INT, 0);
      limit.check(w, h);
      long size = (long) SAMPLES * w * h;
      MemorySegment pixels = arena.allocate(size);
      MemorySegment result =
          (MemorySegment) into.invokeExact(file, (long) bytes.length, pixels, size, SAMPLES * w);
      if (result.address() == 0) {
        throw corrupt();
      }
      int[] values = new int[Math.toIntExact(size)];
      for (int i = 0; i < values.length; i++) {
        values[i] = pixels.get(JAVA_BYTE, i) & 0xff;
      }
      return new Samples(w, h, SAMPLES, 8, values);
    } catch (UnusableImageException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("libwebp cannot be called", e);
    }
  }

  private static UnusableImageException corrupt() {
    return new UnusableImageException(
        QuarantineReason.CORRUPT, "the WebP file is damaged or incomplete");
  }
}
