package dev.assay.data;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Where this service unpacks, packs and keeps what clients sent. */
@ApplicationScoped
public class WorkFolder {
  private final Path root;

  WorkFolder(DataConfig config) {
    this.root = config.workDir().toAbsolutePath().normalize();
  }

  /** A folder of this name, made if it is not there. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /** A new empty folder below the one of this name. */
  public Path fresh(String name) throws IOException {
    return Files.createTempDirectory(folder(name), "");
  }

  /** Whether this lies among what this service unpacked itself. */
  public boolean owns(Path path) {
    return path.toAbsolutePath().normalize().startsWith(root);
  }

  /** Deletes a folder with all that is in it; links are deleted, not followed. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
