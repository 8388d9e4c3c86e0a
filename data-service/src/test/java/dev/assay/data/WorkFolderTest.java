// SPDX-License-Identifier: Apache-2.0
package dev.assay.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Folders that several delete at the same time, each because it is of no use any more. */
class WorkFolderTest {
  private static final int FOLDERS = 20;
  private static final int FILES = 50;

  @TempDir Path root;

  @RepeatedTest(5)
  void oneFolderIsDeletedByTwo() throws Exception {
    Path upload = filled();

    atOnce(() -> deleted(upload), () -> deleted(upload));

    assertThat(upload).doesNotExist();
  }

  @RepeatedTest(5)
  void anUnusedFolderIsDeletedByAnotherMeanwhile() throws Exception {
    Path upload = filled();
    WorkFolder work = work();

    atOnce(
        () -> {
          work.removeUnused("uploads", folder -> false, folder -> true);
          return null;
        },
        () -> deleted(upload));

    assertThat(upload).doesNotExist();
  }

  @RepeatedTest(5)
  void theAgeOfAFolderIsWantedThatIsDeletedMeanwhile() throws Exception {
    Path upload = filled();
    WorkFolder work = work();

    atOnce(
        () -> {
          while (Files.exists(upload)) {
            work.removeUnused("uploads", folder -> false, folder -> false);
          }
          return null;
        },
        () -> deleted(upload));

    assertThat(upload).doesNotExist();
  }

  private Path filled() throws IOException {
    Path upload = root.resolve("uploads/1");
    for (int i = 0; i < FOLDERS; i++) {
      Path folder = Files.createDirectories(upload.resolve("class " + i));
      for (int j = 0; j < FILES; j++) {
        Files.writeString(folder.resolve(j + ".png"), "pixels");
      }
    }
    return upload;
  }

  private WorkFolder work() {
    DataConfig config =
        (DataConfig)
            Proxy.newProxyInstance(
                DataConfig.class.getClassLoader(),
                new Class<?>[] {DataConfig.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("workDir");
                  return root;
                });
    return new WorkFolder(config, Clock.systemUTC());
  }

  private static Void deleted(Path folder) throws IOException {
    WorkFolder.delete(folder);
    return null;
  }

  /** Fails if one of them does. */
  private static void atOnce(Callable<Void> one, Callable<Void> other) throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      List<Future<Void>> ends = new ArrayList<>();
      for (Callable<Void> work : List.of(one, other)) {
        ends.add(
            executor.submit(
                () -> {
                  both.await();
                  return work.call();
                }));
      }
      for (Future<Void> end : ends) {
        end.get();
      }
    }
  }
}
