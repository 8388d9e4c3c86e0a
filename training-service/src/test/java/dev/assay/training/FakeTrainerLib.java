package dev.assay.training;

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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder with the class path of {@link FakeTrainer}, in place of the real trainer's. */
public final class FakeTrainerLib implements QuarkusTestResourceLifecycleManager {
  private static final List<Class<?>> LIBRARIES =
      List.of(Json.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class);

  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    try {
      Path lib = Files.createTempDirectory("assay-fake-trainer-");
      folder = lib;
      for (Class<?> library : LIBRARIES) {
        copy(location(library), lib);
      }
      copyTree(location(FakeTrainer.class), lib, "FakeTrainer");
      return Map.of(
          "ASSAY_TRAINER_LIB",
          lib.toString(),
          "assay.training.main-class",
          FakeTrainer.class.getName(),
          "assay.training.device",
          "cpu",
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

  /** A jar, or a module's folder of classes where the build runs from a checkout. */
  private static void copy(Path library, Path lib) throws IOException {
    if (Files.isDirectory(library)) {
      copyTree(library, lib, ".class");
    } else {
      Files.copy(library, lib.resolve(library.getFileName()));
    }
  }

  private static void copyTree(Path from, Path lib, String namePart) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().contains(namePart)) {
          Path target = lib.resolve(from.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
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
