// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFolderTest {
  @TempDir Path parent;
  private Path folder;

  @BeforeEach
  void make() throws Exception {
    folder = OwnFolder.create(parent.resolve("a/engine"));
    Files.createDirectories(folder.resolve("pytorch/2.7.1"));
    Files.writeString(folder.resolve("pytorch/2.7.1/libtorch.so"), "library");
  }

  @Test
  void acceptsAFolderOfThisUserAlone() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(OwnFolder.refusal(folder)).isEmpty();
    assertThat(OwnFolder.create(folder)).isEqualTo(folder);
  }

  @Test
  void acceptsWhatAUmaskForGroupsMakesInAFolderThatTheGroupCannotEnter() throws Exception {
    mode(folder.resolve("pytorch"), "rwxrwxr-x");
    mode(folder.resolve("pytorch/2.7.1/libtorch.so"), "rw-rw-r--");

    assertThat(OwnFolder.refusal(folder)).isEmpty();

    mode(folder, "rwxr-xr-x");
    assertThat(OwnFolder.refusal(folder).orElseThrow())
        .contains(folder.resolve("pytorch").toString(), "can be written by other users");
  }

  @Test
  void refusesAFolderThatOthersCanWrite() throws Exception {
    mode(folder, "rwxrwxrwx");
    assertThat(OwnFolder.refusal(folder).orElseThrow())
        .startsWith(folder.toString())
        .contains("can be written by other users");

    mode(folder, "rwxrwx---");
    assertThat(OwnFolder.refusal(folder)).isPresent();
  }

  @Test
  void refusesAFolderOfAnotherUser() throws Exception {
    long user = new UnixSystem().getUid();

    assertThat(OwnFolder.refusal(folder, user)).isEmpty();
    assertThat(OwnFolder.refusal(folder, user + 1).orElseThrow())
        .contains(folder + " belongs to another user (" + user + "; this is user " + (user + 1));
  }

  @Test
  void refusesALibraryThatAnotherUserPlanted() throws Exception {
    asRoot("no file can be given to another user");
    Path planted = Files.writeString(folder.resolve("pytorch/2.7.1/libc10.so"), "planted");
    Files.setAttribute(planted, "unix:uid", 65534);

    assertThat(OwnFolder.refusal(folder).orElseThrow())
        .contains(planted + " belongs to another user (65534");
  }

  @Test
  void refusesALibraryThatIsALinkOrThatOthersCanWrite() throws Exception {
    Path library = folder.resolve("pytorch/2.7.1/libtorch.so");
    mode(library, "rw-rw-rw-");
    assertThat(OwnFolder.refusal(folder).orElseThrow()).contains(library.toString());

    Files.delete(library);
    Files.createSymbolicLink(library, parent.resolve("elsewhere.so"));
    assertThat(OwnFolder.refusal(folder).orElseThrow()).contains(library + " is a link");
  }

  @Test
  void refusesALinkInPlaceOfTheFolder() throws Exception {
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder);

    assertThat(OwnFolder.refusal(OwnFolder.create(link)).orElseThrow())
        .contains(link + " is a link");
  }

  @Test
  void emptiesAFolderWithoutFollowingLinks() throws Exception {
    Path outside = Files.writeString(parent.resolve("outside.txt"), "stays");
    Files.createSymbolicLink(folder.resolve("link"), outside);

    OwnFolder.createEmpty(folder);

    assertThat(folder).isEmptyDirectory();
    assertThat(outside).hasContent("stays");
    assertThatThrownBy(() -> OwnFolder.create(outside))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  private static void mode(Path file, String mode) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static void asRoot(String because) {
    if (new UnixSystem().getUid() != 0) {
      System.err.println("SKIPPED: not root, " + because);
      Assumptions.abort("not root");
    }
  }
}
