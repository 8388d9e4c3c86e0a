// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.Server;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.client.Waiting;
import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.HomeClients;
import dev.assay.cli.stack.HomeLock;
import dev.assay.cli.stack.Installation;
import dev.assay.cli.stack.LocalStack;
import dev.assay.cli.stack.Ports;
import dev.assay.cli.stack.StackEvents;
import dev.assay.cli.stack.StackFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of the stack that a command uses: a remote server, the live stack of the home, or a
 * stack that is started for this command and stopped by {@link #close}.
 */
final class StackAccess implements AutoCloseable {
  /** How long another launcher may take to start the stack. */
  private static final Duration OTHERS_START = Duration.ofMinutes(4);

  /** Nobody wants to wait long for the status of a stack that has ended. */
  private static final Duration IMPATIENT = Duration.ofSeconds(5);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(300);
  private static final Duration USERS_POLL = Duration.ofSeconds(1);

  private final AssayClient client;
  private final Consumer<String> say;
  private final @Nullable HomeClients clients;
  private final @Nullable LocalStack own;

  private StackAccess(
      AssayClient client,
      Consumer<String> say,
      @Nullable HomeClients clients,
      @Nullable LocalStack own) {
    this.client = client;
    this.say = say;
    this.clients = clients;
    this.own = own;
  }

  /** Of a stack on this machine, wherever it listens after it was started again. */
  private static StackAccess local(
      Home home, StackFile file, Waiting waiting, @Nullable LocalStack own) {
    AtomicReference<Server> last = new AtomicReference<>(new Server(file.entry(), file.token()));
    return new StackAccess(
        new AssayClient(
            () ->
                last.updateAndGet(
                    known ->
                        live(home).map(now -> new Server(now.entry(), now.token())).orElse(known)),
            waiting.ofKnown(() -> own != null && own.broken().isDone())),
        waiting.say(),
        HomeClients.join(home),
        own);
  }

  /**
   * The server, or the live stack.
   *
   * @throws CliException if no stack runs
   */
  static StackAccess existing(CommonOptions options) {
    Waiting waiting = Waiting.atMost(options.timeout().orElse(IMPATIENT));
    Optional<StackAccess> server = server(options, waiting);
    if (server.isPresent()) {
      return server.get();
    }
    Home home = options.home();
    StackFile file =
        live(home)
            .orElseThrow(
                () ->
                    CliException.noStack(
                        "no stack runs on %s; start one with: %s"
                            .formatted(home.folder(), options.hint("up"))));
    return local(home, file, waiting, null);
  }

  /** The server, the live stack, or one that is started now. */
  static StackAccess startingIfNeeded(
      CommonOptions options, Installation installation, StackEvents events, Consumer<String> say) {
    Waiting waiting = Waiting.patient(options.timeout(), say);
    Optional<StackAccess> server = server(options, waiting);
    return server.isPresent()
        ? server.get()
        : startingIfNeeded(options.home(), installation, events, waiting);
  }

  static StackAccess startingIfNeeded(
      Home home, Installation installation, StackEvents events, Consumer<String> say) {
    return startingIfNeeded(home, installation, events, Waiting.patient(Optional.empty(), say));
  }

  private static StackAccess startingIfNeeded(
      Home home, Installation installation, StackEvents events, Waiting waiting) {
    Consumer<String> say = waiting.say();
    home.prepare();
    Optional<HomeLock> lock = HomeLock.tryAcquire(home);
    if (lock.isPresent()) {
      say.accept("Starting Kafka, PostgreSQL and five services on " + home.folder());
      LocalStack stack = LocalStack.start(installation, home, lock.get(), Ports.choose(0), events);
      return local(home, stack.file(), waiting, stack);
    }
    StackFile file = awaitReady(home);
    say.accept("Using the stack that runs on " + home.folder());
    return local(home, file, waiting, null);
  }

  private static Optional<StackAccess> server(CommonOptions options, Waiting waiting) {
    return options
        .server()
        .map(
            url -> {
              Server server = new Server(url, options.token());
              return new StackAccess(
                  new AssayClient(() -> server, waiting), waiting.say(), null, null);
            });
  }

  /** The stack of a home if its launcher is alive. */
  static Optional<StackFile> live(Home home) {
    if (!Files.isDirectory(home.folder())) {
      return Optional.empty();
    }
    return StackFile.read(home).filter(file -> file.launcher().isAlive());
  }

  private static StackFile awaitReady(Home home) {
    long deadline = System.nanoTime() + OTHERS_START.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<StackFile> file = live(home);
      if (file.filter(f -> f.state() == StackFile.State.READY).isPresent()) {
        return file.get();
      }
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CliException.noStack("interrupted");
      }
    }
    throw CliException.noStack(
        "another process uses the home %s, but its stack is not ready".formatted(home.folder()));
  }

  AssayClient client() {
    return client;
  }

  /** Whether this command started it, and so ends it when it is interrupted. */
  boolean isOwn() {
    return own != null;
  }

  /** Whether the services see the same files as this process. */
  boolean isLocal() {
    return clients != null;
  }

  /** Completes when the stack that this command started cannot continue. */
  CompletableFuture<String> broken() {
    return own == null ? new CompletableFuture<>() : own.broken();
  }

  /**
   * A stack that this command has started is kept while another command uses it or a study is
   * unfinished.
   */
  @Override
  public void close() {
    try {
      if (own != null && clients != null) {
        awaitOthers(own, clients);
      }
    } finally {
      client.close();
      if (clients != null) {
        clients.close();
      }
      if (own != null) {
        own.close();
      }
    }
  }

  private void awaitOthers(LocalStack stack, HomeClients users) {
    boolean said = false;
    try {
      while (!stack.broken().isDone()) {
        int others = users.others();
        List<String> unfinished = unfinished();
        if (others == 0 && unfinished.isEmpty()) {
          return;
        }
        if (!said) {
          said = true;
          List<String> why = new ArrayList<>();
          if (others > 0) {
            why.add(others + (others == 1 ? " other command uses it" : " other commands use it"));
          }
          unfinished.forEach(study -> why.add("study " + study + " is unfinished"));
          say.accept(
              "The stack is kept, because "
                  + String.join(" and ", why)
                  + ". Ctrl-C ends it; unfinished studies continue after the next start.");
        }
        Thread.sleep(USERS_POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CliException e) {
      say.accept("The stack is stopped: " + e.getMessage());
    }
  }

  private List<String> unfinished() {
    return client.studies().stream()
        .filter(study -> !study.hasEnded())
        .map(StudyView::studyId)
        .filter(id -> !client.isPaused(id))
        .toList();
  }
}
