// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.contracts.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * A folder of jars with a fake main class in place of the trainer's and the scorer's. The fake
 * reads and writes the files of {@code contracts}. Also shortens the waiting times of leased work.
 */
public abstract class FakeChildLib implements QuarkusTestResourceLifecycleManager {
  private static final List<Class<?>> LIBRARIES =
      List.of(Json.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class);

  private @Nullable Path folder;

  /** The fake main class. Classes in its package whose names contain its name are included. */
  protected abstract Class<?> fake();

  /** One class of each further library that the fake needs. */
  protected List<Class<?>> libraries() {
    return List.of();
  }

  /** Further settings of the service. */
  protected abstract Map<String, String> settings();

  @Override
  public final Map<String, String> start() {
    try {
      Path lib = Files.createTempDirectory("assay-fake-child-");
      folder = lib;
      for (Class<?> library : Stream.concat(LIBRARIES.stream(), libraries().stream()).toList()) {
        Path location = location(library);
        if (Files.isDirectory(location)) {
          // In the build of a checkout a library is a module's folder of classes.
          jar(location, lib.resolve(library.getSimpleName() + ".jar"), file -> true);
        } else {
          Files.copy(location, lib.resolve(location.getFileName()));
        }
      }
      jar(
          location(fake()),
          lib.resolve("fake.jar"),
          file -> file.toString().contains(fake().getSimpleName()));
      Map<String, String> settings = new HashMap<>(settings());
      settings.put("ASSAY_TRAINER_LIB", lib.toString());
      settings.put("assay.work.retry-delay", "100ms");
      settings.put("assay.work.heartbeat", "300ms");
      settings.put("assay.work.poll", "200ms");
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void jar(Path classes, Path jar, Predicate<Path> wanted) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).filter(wanted).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has an entry that is not a path", e);
    }
  }

  @Override
  public final void stop() {
    Path lib = folder;
    if (lib != null) {
      try {
        Folders.delete(lib);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
