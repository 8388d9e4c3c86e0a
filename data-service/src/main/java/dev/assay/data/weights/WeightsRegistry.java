// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.weights;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.data.WorkFolder;
import dev.assay.data.quota.OpenUpload;
import dev.assay.data.quota.Sender;
import dev.assay.data.quota.UploadQuota;
import dev.assay.data.store.ImportedModelRow;
import dev.assay.data.store.WeightsRow;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import dev.assay.weights.imported.ImportedFile;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Registers weights files: each is inspected, copied to the artifact store and identified by its
 * hash.
 */
@ApplicationScoped
public class WeightsRegistry {
  private static final Logger LOG = Logger.getLogger(WeightsRegistry.class);
  private static final String FILE_NAME = "[A-Za-z0-9][A-Za-z0-9._+-]{0,127}";
  private static final String SIDECARS = "weights";
  private static final String UPLOADS = "weights-uploads";
  private static final int SIDECAR_BYTES = 64 * 1024;

  private final ArtifactStore store;
  private final WorkFolder work;
  private final ImportedModels models;

  private final UploadQuota quota;

  WeightsRegistry(ArtifactStore store, WorkFolder work, ImportedModels models, UploadQuota quota) {
    this.quota = quota;
    this.store = store;
    this.models = models;
    this.work = work;
  }

  /**
   * Registers a file of this machine, with the JSON of the same name if there is one.
   *
   * @throws FaultException if it does not exist or cannot be used
   */
  public WeightsView register(@Nullable String path) {
    Path file = file(path);
    try {
      return inspect(file);
    } catch (WeightsException e) {
      throw new FaultException(new Fault("path", null, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new FaultException(
          new Fault("path", path, "cannot be read (" + e.getClass().getSimpleName() + ")"));
    }
  }

  /**
   * Stores the JSON that describes a weights file until the file itself is sent.
   *
   * @param fileName of the weights file
   * @throws FaultException if it is no JSON
   * @throws IOException if the stream breaks or the disk is full
   */
  public void describe(String fileName, InputStream json) throws IOException {
    checkName(fileName);
    byte[] bytes = json.readNBytes(SIDECAR_BYTES + 1);
    if (bytes.length > SIDECAR_BYTES) {
      throw new FaultException(
          new Fault(fileName + ".json", null, "has more than " + SIDECAR_BYTES + " bytes"));
    }
    try {
      Json.mapper().readTree(bytes);
    } catch (IOException e) {
      throw new FaultException(new Fault(fileName + ".json", null, "is no JSON"));
    }
    Path fresh = Files.createTempFile(work.folder(SIDECARS), "", ".tmp");
    Files.write(fresh, bytes);
    Files.move(fresh, sidecar(fileName), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Registers a file that a client sends.
   *
   * @param sender whose uploads it is one of; as weights it does not count towards what is held
   * @throws FaultException if it cannot be used; no file is kept then
   * @throws dev.assay.rest.ProblemException if the sender has no room for it; likewise
   * @throws IOException if the stream breaks or the disk is full
   */
  public WeightsView upload(String fileName, InputStream bytes, Sender sender) throws IOException {
    checkName(fileName);
    try (OpenUpload open = quota.begin(sender, null)) {
      return upload(fileName, bytes, open);
    }
  }

  private WeightsView upload(String fileName, InputStream bytes, OpenUpload open)
      throws IOException {
    Path folder = work.fresh(UPLOADS);
    try {
      open.into(folder);
      Path file = folder.resolve(fileName);
      Files.copy(open.counted(bytes), file);
      if (Files.exists(sidecar(fileName))) {
        Files.copy(sidecar(fileName), folder.resolve(fileName + ".json"));
      }
      return inspect(file);
    } catch (WeightsException e) {
      String message = String.valueOf(e.getMessage()).replace(folder + "/", "");
      throw new FaultException(new Fault(fileName, null, message));
    } finally {
      WorkFolder.delete(folder);
    }
  }

  @Transactional
  public List<WeightsView> all() {
    return Stream.concat(
            WeightsRow.sorted().stream().map(WeightsView::of),
            ImportedModelRow.sorted().stream().map(WeightsView::of))
        .toList();
  }

  private WeightsView inspect(Path file) throws IOException {
    if (ImportedFile.isCandidate(file)) {
      return models.register(file);
    }
    WeightsFile weights = WeightsFile.inspect(file);
    ArtifactRef ref = store.put(file, MediaTypes.WEIGHTS);
    if (!ref.sha256().equals(weights.sha256())) {
      throw WeightsException.user(file.getFileName() + " changed while it was read");
    }
    LOG.infof("weights %s for %s registered", ref.sha256(), weights.backbone());
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              WeightsRow row = WeightsRow.of(ref.sha256()).orElseGet(WeightsRow::new);
              row.sha256 = ref.sha256();
              row.backbone = weights.backbone();
              row.fileName = String.valueOf(file.getFileName());
              row.source = weights.source();
              row.headLayers = weights.headLayers();
              row.preprocessing = Json.write(weights.preprocessing());
              row.file = Json.write(ref);
              row.registeredAt = Instant.now();
              row.persist();
              return WeightsView.of(row);
            });
  }

  private static Path file(@Nullable String path) {
    String form = "an absolute path of a weights file on the server";
    if (path == null || path.isBlank()) {
      throw new FaultException(new Fault("path", null, "is missing; it must be " + form));
    }
    try {
      Path file = Path.of(path);
      if (file.isAbsolute() && Files.isRegularFile(file)) {
        return file;
      }
      throw new FaultException(
          new Fault("path", path, file.isAbsolute() ? "there is no such file" : "must be " + form));
    } catch (InvalidPathException e) {
      throw new FaultException(new Fault("path", path, "must be " + form));
    }
  }

  private static void checkName(String fileName) {
    boolean candidate =
        fileName.matches(FILE_NAME)
            && (WeightsFile.isCandidate(Path.of(fileName))
                || ImportedFile.isCandidate(Path.of(fileName)));
    if (!candidate) {
      throw new FaultException(
          new Fault(
              "fileName",
              fileName,
              "must be a plain file name that ends in .pth, .pt, .safetensors, "
                  + String.join(" or ", ImportedFile.endings())));
    }
  }

  private Path sidecar(String fileName) throws IOException {
    return work.folder(SIDECARS).resolve(fileName + ".json");
  }
}
