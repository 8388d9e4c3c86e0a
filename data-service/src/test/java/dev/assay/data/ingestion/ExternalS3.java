// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.WorkFolder;
import dev.assay.embedded.EmbeddedS3;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real S3 server, where its jars are; credentials come from where the SDK looks for them. */
public final class ExternalS3 implements QuarkusTestResourceLifecycleManager {
  private static final String KEY = "aws.accessKeyId";
  private static final String SECRET = "aws.secretAccessKey";

  private @Nullable EmbeddedS3 server;
  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    if (!EmbeddedS3.isBuilt()) {
      System.out.println("SKIPPED: buckets, because s3-server was not built: " + EmbeddedS3.jars());
      return Map.of();
    }
    try {
      folder = Files.createTempDirectory("assay-s3-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = EmbeddedS3.start(folder);
    System.setProperty(KEY, EmbeddedS3.ID);
    System.setProperty(SECRET, EmbeddedS3.SECRET);
    return Map.of("assay.data.s3.endpoint", server.endpoint().toString());
  }

  @Override
  public void stop() {
    System.clearProperty(KEY);
    System.clearProperty(SECRET);
    if (server != null) {
      server.close();
    }
    if (folder != null) {
      try {
        WorkFolder.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
