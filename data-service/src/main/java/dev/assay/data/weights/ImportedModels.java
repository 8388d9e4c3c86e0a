// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.weights;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.ImportedModelRow;
import dev.assay.datasets.features.FeaturesFile;
import dev.assay.datasets.features.FeaturesFormatException;
import dev.assay.datasets.features.ImageNames;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.weights.DType;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.WeightsException;
import dev.assay.weights.imported.ImportedFile;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Registers models that are no backbones. Of a file of features the rows are stored without the
 * names of its images: under the hash of an image's bytes, or a keyed pseudonym of its path.
 */
@ApplicationScoped
public class ImportedModels {
  private static final Logger LOG = Logger.getLogger(ImportedModels.class);
  private static final String FOLDER = "features";

  private final ArtifactStore store;
  private final WorkFolder work;
  private final GroupKey key;

  ImportedModels(ArtifactStore store, WorkFolder work, GroupKey key) {
    this.store = store;
    this.work = work;
    this.key = key;
  }

  /** What the row of an image's path is called in the stored file. */
  public String pseudonym(String path) {
    return key.pseudonym("features/" + path);
  }

  /**
   * Inspects a file and stores it.
   *
   * @throws WeightsException if it cannot be used; nothing is stored then
   * @throws IOException if it cannot be read, or the disk is full
   */
  WeightsView register(Path file) throws IOException {
    ImportedFile model = ImportedFile.inspect(file);
    ArtifactRef ref = model.model().isOnnx() ? network(model) : features(model);
    LOG.infof("model %s registered, %s", model.name(), ref.sha256());
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              ImportedModelRow row =
                  ImportedModelRow.of(model.name()).orElseGet(ImportedModelRow::new);
              row.name = model.name();
              row.fileName = String.valueOf(file.getFileName());
              row.source = model.source();
              row.preprocessing = Json.write(model.preprocessing());
              row.model = Json.write(model.model());
              row.file = Json.write(ref);
              row.registeredAt = Instant.now();
              row.persist();
              return WeightsView.of(row);
            });
  }

  private ArtifactRef network(ImportedFile model) {
    ArtifactRef ref = store.put(model.file(), MediaTypes.WEIGHTS);
    if (!ref.sha256().equals(model.sha256())) {
      throw WeightsException.user(model.file().getFileName() + " changed while it was read");
    }
    return ref;
  }

  private ArtifactRef features(ImportedFile model) throws IOException {
    Path folder = work.fresh(FOLDER);
    int length = model.model().featureSize();
    try (FeaturesFile features = FeaturesFile.read(model.file(), length, folder.resolve("rows"))) {
      Map<String, Tensor> byName = new TreeMap<>();
      List<String> names = features.names();
      for (int row = 0; row < names.size(); row++) {
        String name = names.get(row);
        String stored = ImageNames.isHash(name) ? name : pseudonym(name);
        byName.put(
            stored, new Tensor(stored, DType.F32, List.of((long) length), features.row(row)));
      }
      Path file = folder.resolve("features.safetensors");
      Safetensors.write(file, byName.values(), Map.of());
      return store.put(file, MediaTypes.FEATURES);
    } catch (FeaturesFormatException e) {
      throw WeightsException.user(String.valueOf(e.getMessage()));
    } finally {
      WorkFolder.delete(folder);
    }
  }
}
