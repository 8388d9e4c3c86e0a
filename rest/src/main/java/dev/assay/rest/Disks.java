// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The two folders that a service fills: the artifact store and its work folder. */
@ApplicationScoped
class Disks {
  private static final Logger LOG = Logger.getLogger(Disks.class);

  /** In bytes. Less counts as full: whatever a service writes is larger. */
  private static final long LEAST = 16L << 20;

  private final Optional<Path> artifacts;
  private final Optional<Path> work;

  Disks(
      @ConfigProperty(name = "assay.rest.artifacts-folder") Optional<Path> artifacts,
      @ConfigProperty(name = "assay.rest.work-folder") Optional<Path> work) {
    this.artifacts = artifacts;
    this.work = work;
  }

  boolean artifactsAreFull() {
    return artifacts.filter(Disks::isFull).isPresent();
  }

  boolean workIsFull() {
    return work.filter(Disks::isFull).isPresent();
  }

  private static boolean isFull(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace() < LEAST;
    } catch (IOException e) {
      LOG.warn("the free space of a folder is unknown");
      return false;
    }
  }
}
