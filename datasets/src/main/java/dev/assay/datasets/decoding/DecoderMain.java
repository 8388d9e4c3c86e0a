// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The decoding child: it reads files from standard input and answers with images, until its input
 * ends. Whatever a file does to it, it does to this process alone.
 */
public final class DecoderMain {
  private static final Duration WATCH = Duration.ofMillis(500);

  /** Exit code of a child whose heap was too small for an image. */
  static final int MEMORY = 76;

  private static final int PARENT_GONE = 75;

  private DecoderMain() {}

  /**
   * @param arguments the heap in bytes
   */
  public static void main(String[] arguments) throws IOException {
    long heap = Long.parseLong(arguments[0]);
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    // A decoder that hangs does not notice that its input has ended.
    Thread.ofPlatform()
        .daemon()
        .name("parent-watch")
        .start(() -> watch(parent.map(ProcessHandle::pid)));
    DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new FileInputStream(FileDescriptor.in), Wire.PIECE));
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), Wire.PIECE));
    // Whatever a library prints must not be taken for an answer.
    System.setOut(System.err);
    out.writeByte(Wire.READY);
    out.flush();
    int first = in.read();
    while (first >= 0) {
      boolean stays = answer(Wire.readWanted(first, in), heap, in, out);
      out.flush();
      if (!stays) {
        Runtime.getRuntime().halt(MEMORY);
      }
      first = in.read();
    }
    Runtime.getRuntime().halt(0);
  }

  private static boolean answer(Wanted wanted, long heap, DataInputStream in, DataOutputStream out)
      throws IOException {
    try {
      byte[] file = file(in);
      long needed = DecodingMemory.heap(file, wanted.limit());
      if (needed > heap) {
        out.writeByte(Wire.NEEDS_HEAP);
        out.writeLong(needed);
        return true;
      }
      DecodedImage image = LocalDecoder.decode(file, wanted);
      out.writeByte(Wire.DECODED);
      Wire.write(image, out);
      return true;
    } catch (UnusableImageException e) {
      refuse(e.reason(), String.valueOf(e.getMessage()), out);
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      // Readers meet damage that nobody thought of; it is the file's fault, and only this file's.
      refuse(
          QuarantineReason.CORRUPT,
          "the file cannot be decoded (" + e.getClass().getSimpleName() + ")",
          out);
      return true;
    } catch (OutOfMemoryError e) {
      out.writeByte(Wire.OUT_OF_MEMORY);
      return false;
    } catch (LinkageError e) {
      out.writeByte(Wire.FAILED);
      out.writeUTF(e.toString());
      return false;
    }
  }

  private static void refuse(QuarantineReason reason, String message, DataOutputStream out)
      throws IOException {
    out.writeByte(Wire.REFUSED);
    out.writeUTF(reason.name());
    out.writeUTF(message.length() > 4000 ? message.substring(0, 4000) : message);
  }

  private static byte[] file(DataInputStream in) throws IOException {
    long size = in.readLong();
    byte[] file = new byte[Math.toIntExact(size)];
    int at = 0;
    for (int piece = in.readInt(); piece > 0; piece = in.readInt()) {
      in.readFully(file, at, piece);
      at += piece;
    }
    return at == file.length ? file : Arrays.copyOf(file, at);
  }

  private static void watch(Optional<Long> parent) {
    while (ProcessHandle.current().parent().map(ProcessHandle::pid).equals(parent)) {
      LockSupport.parkNanos(WATCH.toNanos());
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
