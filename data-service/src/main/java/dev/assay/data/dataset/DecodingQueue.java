package dev.assay.data.dataset;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.progress.DatasetProgress.Stage;
import dev.assay.data.DataConfig;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.pixels.PixelsPacker;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ImageObserver;
import dev.assay.datasets.scan.ScanMemory;
import dev.assay.datasets.scan.ScanProgress;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Opens source images, for one request at a time: all processors work on it, and the pixel limit
 * can count on half of the heap. Other requests wait for their turn.
 */
@ApplicationScoped
public class DecodingQueue {
  private static final Logger LOG = Logger.getLogger(DecodingQueue.class);
  private static final int LOG_EVERY = 1000;

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Map<String, DecodingProgress> under = new ConcurrentHashMap<>();
  private final GroupKey key;
  private final ImageDecoder decoder;
  private final int threads;
  private final ProgressListener listener;
  private final Clock clock;

  DecodingQueue(DataConfig config, GroupKey key, ProgressListener listener, Clock clock) {
    this.listener = listener;
    this.clock = clock;
    this.threads =
        config.decodingThreads().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    this.decoder = new ImageDecoder(PixelLimit.ofHeap(threads));
    this.key = key;
  }

  /** A {@link DatasetScanner#scan} with the pseudonyms of this home. */
  public DatasetVersion scan(
      String name,
      Layout layout,
      Path folder,
      Predicate<Path> arrived,
      DecodingOptions options,
      ScanMemory memory,
      ImageObserver observer)
      throws DatasetException, InterruptedException {
    turn.lockInterruptibly();
    try {
      return new DatasetScanner(decoder.with(reading), threads)
          .scan(layout, folder, arrived, key, memory, observer, told(name, Stage.SCANNING, ""));
    } finally {
      under.remove(name);
      turn.unlock();
    }
  }

  /** A {@link PixelsPacker#pack}. */
  public void pack(
      String name,
      List<PixelsPacker.Source> sources,
      DecodingOptions options,
      int resize,
      String interpolation,
      Path target)
      throws DatasetException, IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      ScanProgress progress = told(name, Stage.PACKING, " at " + resize + " px");
      new PixelsPacker(decoder.with(options), threads)
          .pack(sources, resize, interpolation, target, progress);
    } finally {
      under.remove(name);
      turn.unlock();
    }
  }

  /** How far the images of a data set are; empty while nobody decodes any. */
  public Optional<DecodingProgress> progress(String name) {
    return Optional.ofNullable(under.get(name));
  }

  private ScanProgress told(String name, Stage stage, String how) {
    ThrottledProgress telling = new ThrottledProgress(name, stage, listener, clock);
    return new ScanProgress() {
      @Override
      public void leftOut(int files) {
        telling.leftOut(files);
      }

      @Override
      public void advanced(int done, int total) {
        under.put(name, new DecodingProgress(name, stage.label(), done, total));
        if (done % LOG_EVERY == 0 || done == total) {
          LOG.infof("%s %s%s: %d of %d files", stage.label(), name, how, done, total);
        }
        telling.advanced(done, total);
      }
    };
  }
}
