// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The native library out of its jar. It is unpacked to a folder that only this user can enter, and
 * deleted as soon as it is loaded.
 */
final class NativeLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static @Nullable SymbolLookup symbols;

  private NativeLibrary() {}

  /** A function of the library; {@code result} is null if it returns nothing. */
  static MethodHandle function(
      String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
    FunctionDescriptor shape =
        result == null
            ? FunctionDescriptor.ofVoid(parameters)
            : FunctionDescriptor.of(result, parameters);
    return LINKER.downcallHandle(
        symbols()
            .find(name)
            .orElseThrow(() -> new IllegalStateException("the library has no function " + name)),
        shape);
  }

  static Linker linker() {
    return LINKER;
  }

  private static synchronized SymbolLookup symbols() {
    SymbolLookup loaded = symbols;
    if (loaded == null) {
      loaded = load();
      symbols = loaded;
    }
    return loaded;
  }

  private static SymbolLookup load() {
    String resource = NativeCodec.library();
    if (resource == null) {
      throw new IllegalStateException("there is no library for this system");
    }
    IllegalStateException failure = new IllegalStateException("the library cannot be loaded");
    // A folder of temporary files can forbid programs; the home usually does not. A user whom the
    // system does not know, as containers have it, has no home but that of the environment.
    for (String place :
        Stream.of(
                System.getProperty("java.io.tmpdir"),
                System.getProperty("user.home"),
                System.getenv("HOME"),
                System.getenv("ASSAY_WORK_DIR"))
            .filter(Objects::nonNull)
            .distinct()
            .toList()) {
      try {
        return load(resource, Path.of(place));
      } catch (IOException | IllegalArgumentException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  private static SymbolLookup load(String resource, Path place) throws IOException {
    Path folder = Files.createTempDirectory(place, "assay-codec");
    Path file = folder.resolve("library");
    try {
      try (InputStream in = NativeLibrary.class.getClassLoader().getResourceAsStream(resource)) {
        if (in == null) {
          throw new IOException("there is no " + resource);
        }
        Files.copy(in, file);
      }
      return SymbolLookup.libraryLookup(file, Arena.global());
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
