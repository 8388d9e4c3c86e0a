// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import dev.assay.cli.mlflow.TrackedRun.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which file of an export is uploaded with which run.
 *
 * @param export its folder
 * @param parts whose files are uploaded
 */
record RunFiles(Path export, List<String> parts) {
  /** Parts whose files belong to the whole study. */
  private static final Set<String> OF_STUDY = Set.of("report", "figures", "splits", "original");

  RunFiles {
    parts = List.copyOf(parts);
  }

  /** Sorted by path. */
  List<Upload> ofStudy() throws IOException {
    List<Upload> files = new ArrayList<>();
    if (!parts.isEmpty()) {
      for (String name : List.of("README.md", "runs.csv", "study.json")) {
        files.add(new Upload(name, export.resolve(name)));
      }
    }
    for (String part : parts) {
      if (OF_STUDY.contains(part)) {
        for (Path file : below(export.resolve(part))) {
          files.add(new Upload(slashes(export.relativize(file)), file));
        }
      }
    }
    return files;
  }

  /**
   * {@code models/phantom/vit/seed-1/model.safetensors} is {@code models/model.safetensors} of its
   * run, {@code losses/phantom/vit/seed-1.csv} is {@code losses/seed-1.csv}.
   *
   * @param path of the run, e.g. {@code phantom/vit/seed-1}
   */
  List<Upload> ofRun(String path) throws IOException {
    List<Upload> files = new ArrayList<>();
    for (String part : parts) {
      Path folder = export.resolve(part).resolve(path);
      for (Path file : below(folder)) {
        files.add(new Upload(part + "/" + slashes(folder.relativize(file)), file));
      }
      Path parent = folder.getParent();
      if (!OF_STUDY.contains(part) && parent != null && Files.isDirectory(parent)) {
        try (Stream<Path> beside = Files.list(parent)) {
          beside
              .filter(Files::isRegularFile)
              .filter(file -> name(file).startsWith(name(folder) + "."))
              .sorted()
              .forEach(file -> files.add(new Upload(part + "/" + name(file), file)));
        }
      }
    }
    return files;
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/');
  }
}
