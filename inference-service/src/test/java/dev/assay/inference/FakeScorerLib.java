package dev.assay.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.backbones.scorer.ScorerMain;
import dev.assay.contracts.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** A folder of jars with the fake {@link ScorerMain}, in place of the real scorer's. */
public final class FakeScorerLib implements QuarkusTestResourceLifecycleManager {
  private static final List<Class<?>> LIBRARIES =
      List.of(Json.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class);

  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    try {
      Path lib = Files.createTempDirectory("assay-fake-scorer-");
      folder = lib;
      for (Class<?> library : LIBRARIES) {
        Path location = location(library);
        if (Files.isDirectory(location)) {
          // A module's folder of classes, where the build runs from a checkout.
          jar(location, lib.resolve(library.getSimpleName() + ".jar"), file -> true);
        } else {
          Files.copy(location, lib.resolve(location.getFileName()));
        }
      }
      jar(
          location(ScorerMain.class),
          lib.resolve("scorer.jar"),
          file -> file.toString().contains("ScorerMain"));
      return Map.of(
          "ASSAY_TRAINER_LIB",
          lib.toString(),
          // Short enough to wait for.
          "assay.work.retry-delay",
          "100ms",
          "assay.work.heartbeat",
          "300ms",
          "assay.work.poll",
          "200ms");
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
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

  private static Path location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Override
  public void stop() {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
