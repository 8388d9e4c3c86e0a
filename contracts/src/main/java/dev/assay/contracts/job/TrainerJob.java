package dev.assay.contracts.job;

import dev.assay.contracts.Check;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.recipe.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * The input of the trainer child process: a JSON file that its command line names. Paths are local
 * to the machine; none of them reaches a result.
 *
 * @param runKey the training key
 * @param weightsFile absent: random initialisation
 * @param weightsSource as in {@link dev.assay.contracts.WeightsChoice}, for the model manifest
 * @param weightsSha256 absent: random initialisation
 * @param head one that a study may name
 * @param frozen whether only the head is trained
 * @param subsetRatio entries of the train part whose subset rank is at most this are used
 * @param seed of head initialisation and shuffling
 * @param threads of the engine, exactly
 * @param device {@code cpu}, {@code cuda} or {@code auto}
 * @param microBatch images per forward pass; the batch is accumulated from them
 * @param pixelsFile a {@link dev.assay.contracts.file.PixelsFile} at {@code preprocessing.resize}
 * @param manifestFile a {@link dev.assay.contracts.file.TrainingManifest}: the split without its
 *     test part
 * @param featuresFile cached features of this frozen backbone; absent: compute and write them
 * @param scratch the only folder the child writes to; kept between attempts, so that a later
 *     attempt resumes from the checkpoint in it
 * @param eventsFile where the child appends its {@link ChildEvent} lines
 * @param headWeightsFile official classifier of the backbone, if the head is built on it; absent:
 *     it is not, or the initialisation is random
 */
public record TrainerJob(
    String runKey,
    String backbone,
    @Nullable String weightsFile,
    String weightsSource,
    @Nullable String weightsSha256,
    Preprocessing preprocessing,
    String head,
    boolean frozen,
    Recipe recipe,
    double subsetRatio,
    long seed,
    int threads,
    String device,
    int microBatch,
    String pixelsFile,
    String manifestFile,
    @Nullable String featuresFile,
    String scratch,
    String eventsFile,
    @Nullable String headWeightsFile) {

  public TrainerJob(
      String runKey,
      String backbone,
      @Nullable String weightsFile,
      String weightsSource,
      @Nullable String weightsSha256,
      Preprocessing preprocessing,
      String head,
      boolean frozen,
      Recipe recipe,
      double subsetRatio,
      long seed,
      int threads,
      String device,
      int microBatch,
      String pixelsFile,
      String manifestFile,
      @Nullable String featuresFile,
      String scratch,
      String eventsFile) {
    this(
        runKey,
        backbone,
        weightsFile,
        weightsSource,
        weightsSha256,
        preprocessing,
        head,
        frozen,
        recipe,
        subsetRatio,
        seed,
        threads,
        device,
        microBatch,
        pixelsFile,
        manifestFile,
        featuresFile,
        scratch,
        eventsFile,
        null);
  }

  public TrainerJob {
    Check.sha256("runKey", runKey);
    Check.text("backbone", backbone);
    Check.text("weightsSource", weightsSource);
    Check.present("preprocessing", preprocessing);
    Check.text("head", head);
    Check.present("recipe", recipe);
    Check.within("subsetRatio", subsetRatio, Double.MIN_NORMAL, 1);
    Check.atLeast("threads", threads, 1);
    Check.text("device", device);
    Check.atLeast("microBatch", microBatch, 1);
    Check.text("pixelsFile", pixelsFile);
    Check.text("manifestFile", manifestFile);
    Check.text("scratch", scratch);
    Check.text("eventsFile", eventsFile);
  }
}
