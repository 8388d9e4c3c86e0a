// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decodes in child processes. A child stays for the next image, unless an image broke it or needed
 * so much memory that the child ends with it. The heaps of all children together stay within a
 * budget; who needs more waits, and an image that needs more than the budget is decoded alone. So
 * memory decides how many images are decoded at the same time, and never which.
 */
public final class DecoderPool implements FileDecoder, AutoCloseable {
  private static final Duration WATCH = Duration.ofMillis(100);

  /** So long may an image wait for a processor. Then the machine, not the file, is in trouble. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final DecodingLimits limits;
  private final Deque<DecoderProcess> idle = new ArrayDeque<>();
  private final Set<DecoderProcess> all = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("decoder-watch").factory());
  private final double heapShare;
  private long lent;
  private boolean closed;

  public DecoderPool(DecodingLimits limits) {
    this(limits, 1);
  }

  /**
   * @param heapShare of its heap that a child really gets; less than 1 only to test what happens to
   *     an image that needs more memory than its header says
   */
  DecoderPool(DecodingLimits limits, double heapShare) {
    this.limits = limits;
    this.heapShare = heapShare;
    watch.scheduleWithFixedDelay(
        () -> all.forEach(child -> child.watch(LONGEST_WAIT)),
        WATCH.toMillis(),
        WATCH.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public DecodedImage decode(ImageBytes bytes, Wanted wanted, MessageDigest digest)
      throws UnusableImageException, IOException, InterruptedException {
    long heap = DecodingMemory.heapForFile(bytes.size());
    boolean again = false;
    while (true) {
      digest.reset();
      Answer answer = ask(heap, bytes, wanted, digest);
      switch (answer) {
        case Answer.Image(DecodedImage image) -> {
          return image;
        }
        case Answer.NeedsHeap(long more) -> heap = more;
        case Answer.Refused(UnusableImageException reason) -> throw reason;
        case Answer.Killed() -> {
          // Perhaps by the system, for the memory of others; once more, before the file is left
          // out.
          if (again) {
            throw new UnusableImageException(
                QuarantineReason.UNREADABLE_FILE,
                "the system ended the decoder twice, perhaps for its memory: up to %d MB are needed"
                    .formatted((heap + DecodingMemory.nativeBytes(heap)) >> 20));
          }
          again = true;
        }
      }
    }
  }

  /** What became of an image in a child. */
  private sealed interface Answer {
    record Image(DecodedImage image) implements Answer {}

    record NeedsHeap(long heap) implements Answer {}

    record Refused(UnusableImageException reason) implements Answer {}

    record Killed() implements Answer {}
  }

  private Answer ask(long heap, ImageBytes bytes, Wanted wanted, MessageDigest digest)
      throws IOException, InterruptedException {
    DecoderProcess child = borrow(heap);
    boolean sound = false;
    try {
      DataInputStream in = child.ask(bytes, wanted, digest);
      Answer answer = answer(in, child);
      sound = child.isAlive() && !child.wasLate();
      return answer;
    } finally {
      child.rest();
      giveBack(child, sound);
    }
  }

  private static Answer answer(DataInputStream in, DecoderProcess child) {
    try {
      int kind = in.read();
      return switch (kind) {
        case Wire.DECODED -> new Answer.Image(Wire.readImage(in));
        case Wire.NEEDS_HEAP -> new Answer.NeedsHeap(in.readLong());
        case Wire.REFUSED -> refused(QuarantineReason.valueOf(in.readUTF()), in.readUTF());
        case Wire.OUT_OF_MEMORY -> {
          child.close();
          yield refused(
              QuarantineReason.TOO_COSTLY,
              "decoding needs more than the %d MB that an image of its size may use"
                  .formatted(child.heap() >> 20));
        }
        case Wire.FAILED ->
            throw new IllegalStateException("the decoder is not complete: " + in.readUTF());
        default -> ended(child);
      };
    } catch (IOException e) {
      return ended(child);
    }
  }

  private static Answer ended(DecoderProcess child) {
    child.close();
    if (child.wasLate()) {
      return refused(
          QuarantineReason.TOO_COSTLY,
          "decoding takes more than %d s of processor time".formatted(child.most().toSeconds()));
    }
    return child.wasKilled()
        ? new Answer.Killed()
        : refused(QuarantineReason.TOO_COSTLY, "the file ended its decoder (" + child.end() + ")");
  }

  private static Answer refused(QuarantineReason reason, String message) {
    return new Answer.Refused(new UnusableImageException(reason, message));
  }

  private DecoderProcess borrow(long heap) throws InterruptedException {
    synchronized (this) {
      while (true) {
        if (closed) {
          throw new IllegalStateException("the decoders were stopped");
        }
        DecoderProcess fitting = takeIdle(heap);
        if (fitting != null) {
          return fitting;
        }
        if (lent == 0 || lent + heap <= limits.memory()) {
          lent += heap;
          break;
        }
        DecoderProcess other = idle.poll();
        if (other != null) {
          end(other);
        } else {
          wait();
        }
      }
    }
    return started(heap);
  }

  private @Nullable DecoderProcess takeIdle(long heap) {
    for (Iterator<DecoderProcess> each = idle.iterator(); each.hasNext(); ) {
      DecoderProcess child = each.next();
      if (child.heap() >= heap) {
        each.remove();
        return child;
      }
    }
    return null;
  }

  private DecoderProcess started(long heap) {
    boolean runs = false;
    try {
      DecoderProcess child = DecoderProcess.start(heap, heapShare, limits.timeFor(heap));
      all.add(child);
      runs = true;
      return child;
    } finally {
      if (!runs) {
        synchronized (this) {
          lent -= heap;
          notifyAll();
        }
      }
    }
  }

  private synchronized void giveBack(DecoderProcess child, boolean sound) {
    if (sound && !closed && child.heap() <= DecodingMemory.LARGEST_THAT_STAYS) {
      idle.addFirst(child);
    } else {
      end(child);
    }
    notifyAll();
  }

  private void end(DecoderProcess child) {
    child.close();
    all.remove(child);
    lent -= child.heap();
  }

  /** The processes of the children that run, for tests. */
  Set<Long> pids() {
    return all.stream().map(DecoderProcess::pid).collect(Collectors.toUnmodifiableSet());
  }

  /** Ends all children. Images that are being decoded fail. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      idle.clear();
      notifyAll();
    }
    watch.shutdownNow();
    all.forEach(DecoderProcess::close);
    all.clear();
  }
}
