// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.contracts.Json;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.DType;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import dev.assay.weights.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a run. Every file in it is written whole or not at all, so an attempt may end at
 * any moment and the next goes on from the checkpoint:
 *
 * <pre>
 * checkpoint.safetensors           network, optimizer and history after an epoch, often the last
 * best-accuracy.state.safetensors  network after the best epoch so far
 * best-loss.state.safetensors      likewise
 * </pre>
 *
 * If an attempt ends between a best state and the checkpoint, the next repeats the epochs since the
 * one before, gets the same numbers, and writes the same best states again. All random numbers are
 * functions of seed, epoch and image or batch, so there is no generator whose state would have to
 * be kept.
 */
final class Scratch {
  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
  private static final String CHECKPOINT = "checkpoint.safetensors";
  private static final String STATE = "state.json";

  /**
   * What a checkpoint holds in addition to its tensors.
   *
   * @param runKey of the run it belongs to
   * @param microBatch images per forward pass: with another, results are others
   * @param optimizerSteps made
   * @param history one entry per epoch
   */
  record Progress(String runKey, int microBatch, long optimizerSteps, List<Epoch> history) {}

  /** A checkpoint that was found. */
  record Found(Progress progress, Map<String, Tensor> tensors) {}

  private final Path folder;
  private final String runKey;
  private final int microBatch;

  Scratch(Path folder, String runKey, int microBatch) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.runKey = runKey;
    this.microBatch = microBatch;
  }

  /** A folder of its own below this one, for one of several trainings of the run. */
  Scratch below(String name) throws IOException {
    return new Scratch(folder.resolve(name), runKey, microBatch);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void save(List<Tensor> network, List<Tensor> optimizer, long steps, List<Epoch> history)
      throws IOException {
    List<Tensor> all = new ArrayList<>(network);
    all.addAll(optimizer);
    byte[] state =
        Json.write(new Progress(runKey, microBatch, steps, history))
            .getBytes(StandardCharsets.UTF_8);
    all.add(new Tensor(STATE, DType.U8, List.of((long) state.length), ByteBuffer.wrap(state)));
    Safetensors.write(file(CHECKPOINT), all, Map.of());
  }

  /**
   * @return empty if there is none of this run that can be read
   */
  Optional<Found> find() throws IOException {
    Path file = file(CHECKPOINT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Map<String, Tensor> tensors = TensorFile.read(file);
      Tensor state = tensors.get(STATE);
      if (state == null) {
        throw new IllegalArgumentException("it lacks " + STATE);
      }
      String json = StandardCharsets.UTF_8.decode(state.data()).toString();
      Progress progress = Json.read(json, Progress.class);
      if (progress.runKey().equals(runKey) && progress.microBatch() == microBatch) {
        return Optional.of(new Found(progress, tensors));
      }
      LOG.warn("the checkpoint in {} is of another run or micro-batch: starting over", folder);
    } catch (WeightsException | IllegalArgumentException e) {
      LOG.warn("the checkpoint in {} cannot be read: starting over", folder, e);
    }
    return Optional.empty();
  }

  /**
   * @param which of the best states this network is from now on; often all of them, and then it is
   *     written once, under several names
   */
  void saveBest(Collection<Checkpoint> which, List<Tensor> network) throws IOException {
    Path written = null;
    for (Checkpoint checkpoint : which) {
      if (written == null) {
        written = best(checkpoint);
        Safetensors.write(written, network, Map.of());
      } else {
        link(written, best(checkpoint));
      }
    }
  }

  /**
   * Replaces a file by a second name of another, atomically; by a copy where there are no links.
   */
  private void link(Path existing, Path name) throws IOException {
    // Not the name that files are written under: what an attempt left there would be written into.
    Path part = file(name.getFileName() + ".link");
    Files.deleteIfExists(part);
    try {
      Files.createLink(part, existing);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // This file system has no links, which it reports in one of two ways. A copy is as good.
      Files.copy(existing, part);
    }
    Files.move(part, name, StandardCopyOption.ATOMIC_MOVE);
  }

  Map<String, Tensor> readBest(Checkpoint which) throws IOException {
    return TensorFile.read(best(which));
  }

  private Path best(Checkpoint which) {
    return file(which.label() + ".state.safetensors");
  }
}
