// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.cli.stack.FakeCheckout;
import dev.assay.cli.stack.FakeService;
import dev.assay.contracts.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack in the background, with stand-ins for the services. */
class UpTest {
  @TempDir Path folder;

  @Test
  void leavesAStackRunningThatStatusShowsAndStopEnds() throws Exception {
    Path root = FakeCheckout.build(folder.resolve("root"), FakeService.class.getName());
    String home = folder.resolve("home").toString();

    Cli.Result up = Cli.run(root, "up", "--home", home);
    List<ProcessHandle> processes = new ArrayList<>();
    try {
      assertThat(up.code()).as(up.err()).isZero();
      assertThat(up.err()).contains("reporting-service  ready in");
      assertThat(up.out()).contains("Ready at http://127.0.0.1:");
      JsonNode status =
          Json.read(Cli.run(root, "status", "--home", home, "--json").out(), JsonNode.class);
      assertThat(status.at("/stack/state").asText()).isEqualTo("ready");
      for (JsonNode part : status.at("/stack/processes")) {
        ProcessHandle.of(part.path("pid").asLong()).ifPresent(processes::add);
      }
      assertThat(processes).hasSize(7).allMatch(ProcessHandle::isAlive);
      Cli.Result second = Cli.run(root, "up", "--home", home);
      assertThat(second.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
      assertThat(second.err()).contains("a stack already runs on " + home);
    } finally {
      Cli.Result stop = Cli.run(root, "stop", "--home", home);
      assertThat(stop.code()).as(stop.err()).isZero();
    }
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(Cli.run(root, "status", "--home", home).code())
        .isEqualTo(ExitCode.NO_STACK.number());
  }

  @Test
  void tellsTheLaunchersLastWords() throws Exception {
    Path root = FakeCheckout.build(folder.resolve("root"), "dev.assay.NoSuchMain");

    Cli.Result up = Cli.run(root, "up", "--home", folder.resolve("home").toString());

    assertThat(up.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(up.err()).contains("the stack did not start", "NoSuchMain");
  }

  @Test
  void saysThatThePortIsTakenBeforeAnythingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String port = Integer.toString(taken.getLocalPort());

      Cli.Result up =
          Cli.run(folder, "up", "--home", folder.resolve("home").toString(), "--port", port);

      assertThat(up.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
      assertThat(up.err()).contains("port " + port + " is in use");
    }
  }
}
