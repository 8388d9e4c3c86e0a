// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class ProblemMappersTest {
  /** A browser whose user goes on to another page is no error of the service. */
  @Test
  void aClientThatWentAwayIsNoFailure() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.close();

    Throwable gone = channel.writeAndFlush("answer").cause();

    assertThat(gone).isInstanceOf(IOException.class);
    assertThat(ProblemMappers.isGone((IOException) gone)).isTrue();
    assertThat(ProblemMappers.isGone(new ClosedChannelException())).isFalse();
    assertThat(ProblemMappers.isGone(new IOException("no space"))).isFalse();
  }
}
