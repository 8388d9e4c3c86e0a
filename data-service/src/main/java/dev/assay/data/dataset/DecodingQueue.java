// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.progress.DatasetProgress.Stage;
import dev.assay.data.DataConfig;
import dev.assay.data.thumbnail.OneThumbnail;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.decoding.DecoderPool;
import dev.assay.datasets.decoding.DecodingLimits;
import dev.assay.datasets.decoding.FileDecoder;
import dev.assay.datasets.decoding.Wanted;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.pixels.PixelsPacker;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ErasedImages;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ImageObserver;
import dev.assay.datasets.scan.ScanMemory;
import dev.assay.datasets.scan.ScanProgress;
import dev.assay.datasets.source.ImageFiles;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.annotation.PreDestroy;
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
 * Decodes source images for one request at a time, with all processors, in child processes. Other
 * requests wait in a queue.
 */
@ApplicationScoped
public class DecodingQueue implements OneThumbnail {
  private static final Logger LOG = Logger.getLogger(DecodingQueue.class);
  private static final int LOG_EVERY = 1000;

  private final ReentrantLock turn = new ReentrantLock(true);
  private final Map<String, DecodingProgress> progress = new ConcurrentHashMap<>();
  private final GroupKey key;
  private final DecoderPool decoders;
  private final PixelLimit limit;
  private final int threads;
  private final int listed;
  private final ProgressListener listener;
  private final Clock clock;

  DecodingQueue(DataConfig config, GroupKey key, ProgressListener listener, Clock clock) {
    this.listener = listener;
    this.clock = clock;
    this.threads =
        config.decodingThreads().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    this.listed = config.listedImages();
    this.limit = new PixelLimit(config.decoding().pixels());
    DecodingLimits machine = DecodingLimits.ofMachine();
    this.decoders =
        new DecoderPool(
            new DecodingLimits(
                config.decoding().memory().map(MemorySize::asLongValue).orElse(machine.memory()),
                config.decoding().time()));
    this.key = key;
  }

  @PreDestroy
  void stop() {
    decoders.close();
  }

  /** Scans a folder: {@link DatasetScanner#scan} with the group key of this service. */
  public DatasetVersion scan(
      String name,
      Layout layout,
      Path folder,
      Predicate<Path> isComplete,
      ErasedImages erased,
      DecodingOptions decoding,
      ScanMemory memory,
      ImageObserver observer)
      throws DatasetException, InterruptedException {
    turn.lockInterruptibly();
    try {
      return new DatasetScanner(decoders, decoding, limit, threads)
          .scan(
              layout,
              folder,
              isComplete,
              erased,
              key,
              memory,
              observer,
              reported(name, Stage.SCANNING, ""));
    } finally {
      progress.remove(name);
      turn.unlock();
    }
  }

  /** Packs images: {@link PixelsPacker#pack}. */
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
      ScanProgress reported = reported(name, Stage.PACKING, " at " + resize + " px");
      new PixelsPacker(decoders, options, limit, threads, listed)
          .pack(sources, resize, interpolation, target, reported);
    } finally {
      progress.remove(name);
      turn.unlock();
    }
  }

  /** At once: other images may be decoded meanwhile. */
  @Override
  public byte[] thumbnail(Path file, String sha256, DecodingOptions options)
      throws UnusableImageException, InterruptedException {
    try (ImageFiles files = new ImageFiles(decoders)) {
      FileDecoder.Hashed read = files.read(file, Wanted.thumbnail(options, limit)).hashed();
      if (!read.sha256().equals(sha256)) {
        throw new UnusableImageException(
            QuarantineReason.UNREADABLE_FILE, "its file changed since it was registered");
      }
      return read.image().thumbnail().orElseThrow();
    }
  }

  /** The progress of a data set; empty while its images are not decoded. */
  public Optional<DecodingProgress> progress(String name) {
    return Optional.ofNullable(progress.get(name));
  }

  private ScanProgress reported(String name, Stage stage, String how) {
    ThrottledProgress throttled = new ThrottledProgress(name, stage, listener, clock);
    return new ScanProgress() {
      @Override
      public void leftOut(int files) {
        throttled.leftOut(files);
      }

      @Override
      public void advanced(int done, int total) {
        progress.put(name, new DecodingProgress(name, stage.label(), done, total));
        if (done % LOG_EVERY == 0 || done == total) {
          LOG.infof("%s %s%s: %d of %d files", stage.label(), name, how, done, total);
        }
        throttled.advanced(done, total);
      }
    };
  }
}
