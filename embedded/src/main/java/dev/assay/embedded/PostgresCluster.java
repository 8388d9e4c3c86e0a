// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import dev.assay.processes.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The data folder of a server. {@code initdb} creates it once, atomically. */
final class PostgresCluster {
  private final EmbeddedPostgres.Settings settings;
  private final Unprivileged unprivileged;

  PostgresCluster(EmbeddedPostgres.Settings settings, Unprivileged unprivileged) {
    this.settings = settings;
    this.unprivileged = unprivileged;
  }

  /**
   * Creates the data folder if it does not exist.
   *
   * @return the administrator's password, which is stored in a file that only its owner can read
   */
  String prepare() throws IOException, InterruptedException {
    Path data = settings.data().toAbsolutePath();
    Path secret = data.resolveSibling(data.getFileName() + ".password");
    if (Files.isDirectory(data)) {
      if (!Files.exists(secret)) {
        throw new EmbeddedException(
            "the database's password file is missing: "
                + secret
                + "; remove "
                + data
                + " to begin with an empty database");
      }
      return Files.readString(secret).strip();
    }
    Files.createDirectories(data.getParent());
    String password = Passwords.random();
    Files.deleteIfExists(secret);
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, password + "\n");
    Path fresh = data.resolveSibling(data.getFileName() + ".new");
    Folders.delete(fresh);
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    unprivileged.own(fresh);
    initialise(fresh, secret);
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }

  private void initialise(Path fresh, Path secret) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(unprivileged.prefix());
    words.add(settings.program("initdb").toString());
    words.addAll(
        List.of(
            "--pgdata=" + fresh,
            "--username=" + EmbeddedPostgres.ADMIN,
            "--pwfile=" + secret,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // The sort order is by bytes on every machine, whatever its language.
            "--locale=C"));
    if (!settings.durable()) {
      words.add("--no-sync");
    }
    int code = ChildProcess.of(words).log(settings.log()).start().waitFor();
    if (code != 0) {
      Folders.delete(fresh);
      throw new EmbeddedException(
          "the database cannot be created in "
              + settings.data()
              + " (log "
              + settings.log()
              + "):\n"
              + LogTail.of(settings.log(), 6));
    }
  }
}
