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
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * JPEG 2000 by OpenJPEG 2.5, as a code stream or in a JP2 file. The size is checked between header
 * and decoding. Offsets are those of opj_image_t and opj_image_comp_t of a 64-bit system
 * (openjpeg.h).
 */
public final class OpenJpeg implements NativeCodec {
  private static final int CODE_STREAM = 0;
  private static final int JP2 = 2;
  private static final int SYCC = 3;
  private static final long IMAGE_BYTES = 48;
  private static final long COMPONENT_BYTES = 64;
  private static final long BUFFER = 1 << 16;

  /** More than the structure of its parameters has. */
  private static final long PARAMETERS = 1 << 14;

  private final MethodHandle create =
      NativeLibrary.function("opj_create_decompress", ADDRESS, JAVA_INT);
  private final MethodHandle defaults =
      NativeLibrary.function("opj_set_default_decoder_parameters", null, ADDRESS);
  private final MethodHandle setup =
      NativeLibrary.function("opj_setup_decoder", JAVA_INT, ADDRESS, ADDRESS);
  private final MethodHandle strict =
      NativeLibrary.function("opj_decoder_set_strict_mode", JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle readHeader =
      NativeLibrary.function("opj_read_header", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle decode =
      NativeLibrary.function("opj_decode", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle destroyCodec =
      NativeLibrary.function("opj_destroy_codec", null, ADDRESS);
  private final MethodHandle destroyStream =
      NativeLibrary.function("opj_stream_destroy", null, ADDRESS);
  private final MethodHandle destroyImage =
      NativeLibrary.function("opj_image_destroy", null, ADDRESS);
  private final MethodHandle createStream =
      NativeLibrary.function("opj_stream_create", ADDRESS, JAVA_LONG, JAVA_INT);
  private final MethodHandle setRead =
      NativeLibrary.function("opj_stream_set_read_function", null, ADDRESS, ADDRESS);
  private final MethodHandle setSkip =
      NativeLibrary.function("opj_stream_set_skip_function", null, ADDRESS, ADDRESS);
  private final MethodHandle setSeek =
      NativeLibrary.function("opj_stream_set_seek_function", null, ADDRESS, ADDRESS);
  private final MethodHandle setUserData =
      NativeLibrary.function("opj_stream_set_user_data", null, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle setLength =
      NativeLibrary.function("opj_stream_set_user_data_length", null, ADDRESS, JAVA_LONG);

  @Override
  public Samples decode(byte[] bytes, PixelLimit limit) throws UnusableImageException {
    try (Arena arena = Arena.ofConfined()) {
      return decode(bytes, limit, arena);
    } catch (UnusableImageException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("OpenJPEG cannot be called", e);
    }
  }

  /** The bytes as a stream of OpenJPEG; its methods are called from there. */
  @SuppressWarnings("UnusedMethod") // OpenJPEG calls them
  private static final class Source {
    private final MemorySegment bytes;
    private long at;

    Source(MemorySegment bytes) {
      this.bytes = bytes;
    }

    long read(MemorySegment target, long most, MemorySegment unused) {
      long count = Math.min(most, bytes.byteSize() - at);
      if (count <= 0) {
        return -1;
      }
      MemorySegment.copy(bytes, at, target.reinterpret(count), 0, count);
      at += count;
      return count;
    }

    long skip(long wanted, MemorySegment unused) {
      long count = Math.min(wanted, bytes.byteSize() - at);
      if (wanted < 0 || count <= 0) {
        return -1;
      }
      at += count;
      return count;
    }

    int seek(long position, MemorySegment unused) {
      if (position < 0 || position > bytes.byteSize()) {
        return 0;
      }
      at = position;
      return 1;
    }
  }

  private Samples decode(byte[] bytes, PixelLimit limit, Arena arena) throws Throwable {
    MemorySegment copy = arena.allocate(bytes.length);
    MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
    MemorySegment stream = (MemorySegment) createStream.invokeExact(BUFFER, 1);
    MemorySegment codec =
        (MemorySegment) create.invokeExact(bytes.length > 0 && bytes[0] == 0 ? JP2 : CODE_STREAM);
    MemorySegment image = arena.allocate(ADDRESS);
    try {
      connect(stream, new Source(copy), arena);
      setLength.invokeExact(stream, (long) bytes.length);
      MemorySegment parameters = arena.allocate(PARAMETERS, 8);
      defaults.invokeExact(parameters);
      require((int) setup.invokeExact(codec, parameters), "be set up");
      require((int) strict.invokeExact(codec, 1), "be set up");
      require((int) readHeader.invokeExact(stream, codec, image), "be read: its header is damaged");
      MemorySegment header = image.get(ADDRESS, 0).reinterpret(IMAGE_BYTES);
      long width = side(header, 8, 0);
      long height = side(header, 12, 4);
      limit.check(width, height);
      int components = header.get(JAVA_INT, 16);
      if (components < 1 || components > 4) {
        throw unsupported("of " + components + " components");
      }
      require((int) decode.invokeExact(codec, stream, image.get(ADDRESS, 0)), "be decoded");
      return samples(header, (int) width, (int) height, components);
    } finally {
      destroyCodec.invokeExact(codec);
      destroyStream.invokeExact(stream);
      MemorySegment decoded = image.get(ADDRESS, 0);
      if (decoded.address() != 0) {
        destroyImage.invokeExact(decoded);
      }
    }
  }

  private void connect(MemorySegment stream, Source source, Arena arena) throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle read =
        lookup.bind(
            source,
            "read",
            MethodType.methodType(
                long.class, MemorySegment.class, long.class, MemorySegment.class));
    MethodHandle skip =
        lookup.bind(
            source, "skip", MethodType.methodType(long.class, long.class, MemorySegment.class));
    MethodHandle seek =
        lookup.bind(
            source, "seek", MethodType.methodType(int.class, long.class, MemorySegment.class));
    var linker = NativeLibrary.linker();
    setRead.invokeExact(
        stream,
        linker.upcallStub(
            read, FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS), arena));
    setSkip.invokeExact(
        stream,
        linker.upcallStub(skip, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS), arena));
    setSeek.invokeExact(
        stream,
        linker.upcallStub(seek, FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS), arena));
    setUserData.invokeExact(stream, MemorySegment.NULL, MemorySegment.NULL);
  }

  private static long side(MemorySegment image, long end, long start) {
    return Integer.toUnsignedLong(image.get(JAVA_INT, end))
        - Integer.toUnsignedLong(image.get(JAVA_INT, start));
  }

  private static Samples samples(MemorySegment image, int width, int height, int components)
      throws UnusableImageException {
    if (image.get(JAVA_INT, 20) == SYCC) {
      throw unsupported("in the colour space sYCC");
    }
    MemorySegment all = image.get(ADDRESS, 24).reinterpret(COMPONENT_BYTES * components);
    int[] values = new int[Math.multiplyExact(width * height, components)];
    int bits = 0;
    for (int i = 0; i < components; i++) {
      MemorySegment component = all.asSlice(COMPONENT_BYTES * i, COMPONENT_BYTES);
      if (component.get(JAVA_INT, 8) != width || component.get(JAVA_INT, 12) != height) {
        throw unsupported("with components of different resolution");
      }
      int precision = component.get(JAVA_INT, 24);
      if (precision < 1 || precision > 16 || (i > 0 && precision != bits)) {
        throw unsupported("of " + precision + " bits a sample");
      }
      bits = precision;
      MemorySegment data = component.get(ADDRESS, 48);
      if (data.address() == 0) {
        throw new UnusableImageException(
            QuarantineReason.CORRUPT, "a component of the JPEG 2000 image has no data");
      }
      MemorySegment stored = data.reinterpret(4L * width * height);
      for (int at = 0; at < width * height; at++) {
        values[at * components + i] = stored.getAtIndex(JAVA_INT, at);
      }
    }
    return new Samples(width, height, components, bits, values);
  }

  private static void require(int success, String what) throws UnusableImageException {
    if (success == 0) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the JPEG 2000 image cannot " + what);
    }
  }

  private static UnusableImageException unsupported(String what) {
    return new UnusableImageException(
        QuarantineReason.UNSUPPORTED_FORMAT, "a JPEG 2000 image " + what);
  }
}
