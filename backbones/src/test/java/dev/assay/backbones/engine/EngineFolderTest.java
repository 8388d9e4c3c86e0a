// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Actor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineFolderTest {
  @TempDir Path parent;

  @Test
  void isBelowTheUsersHomeUnlessTheVariableNamesAnother() {
    Path home = Path.of(System.getProperty("user.home"));

    assertThat(EngineFolder.of(Map.of()).folder()).isEqualTo(home.resolve(".assay/engine"));
    assertThat(EngineFolder.of(Map.of(EngineFolder.VARIABLE, " ")).folder())
        .isEqualTo(home.resolve(".assay/engine"));
    assertThat(EngineFolder.of(Map.of(EngineFolder.VARIABLE, parent.toString())).folder())
        .isEqualTo(parent);
  }

  @Test
  void isMadeForItsOwnerAlone() throws Exception {
    Path folder = parent.resolve("new/engine");

    new EngineFolder(folder).requireOwn();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void loadsNothingFromAFolderThatOthersCanWrite() throws Exception {
    Path folder = Files.createDirectory(parent.resolve("open"));
    Files.createDirectories(folder.resolve("pytorch"));
    Path planted = Files.writeString(folder.resolve("pytorch/libtorch.so"), "planted");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> new EngineFolder(folder).load())
        .isInstanceOfSatisfying(
            BackboneException.class, e -> assertThat(e.actor()).isEqualTo(Actor.OPERATOR))
        .hasMessageContaining(folder + " can be written by other users")
        .hasMessageContaining(EngineFolder.VARIABLE);
    // Refused before anything was written or loaded.
    assertThat(folder.resolve("unpacking.lock")).doesNotExist();
    assertThat(planted).hasContent("planted");
  }

  @Test
  void loadsNothingWhereALibraryWasPlanted() throws Exception {
    Path folder = parent.resolve("engine");
    new EngineFolder(folder).requireOwn();
    Path elsewhere = Files.writeString(parent.resolve("evil.so"), "planted");
    Path library = Files.createSymbolicLink(folder.resolve("libtorch.so"), elsewhere);

    assertThatThrownBy(() -> new EngineFolder(folder).load())
        .isInstanceOf(BackboneException.class)
        .hasMessageContaining(library.toString());
  }
}
