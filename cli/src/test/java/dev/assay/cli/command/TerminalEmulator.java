// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows after a program wrote to it: the few control sequences that Assay writes
 * (ECMA-48: cursor up, erase below, erase to the end of the line, bold) and a scroll buffer.
 */
final class TerminalEmulator {
  private static final Pattern CONTROL = Pattern.compile("\u001b\\[(\\d*)([A-Za-z])");

  private final int rows;
  private final int columns;
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));

  /** Of the lines, the one that is the uppermost on the screen. */
  private int top;

  private int row;
  private int column;
  private final List<String> wrapped = new ArrayList<>();

  TerminalEmulator(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  TerminalEmulator write(String text) {
    Matcher control = CONTROL.matcher(text);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\u001b') {
        write(text.charAt(i));
        continue;
      }
      if (!control.find(i) || control.start() != i) {
        throw new IllegalArgumentException("not known: " + text.substring(i).lines().findFirst());
      }
      obey(control.group(1).isEmpty() ? 1 : Integer.parseInt(control.group(1)), control.group(2));
      i = control.end() - 1;
    }
    return this;
  }

  private void write(char c) {
    switch (c) {
      case '\r' -> column = 0;
      case '\n' -> down();
      default -> {
        if (column == columns) {
          wrapped.add(lines.get(row).toString());
          column = 0;
          down();
        }
        StringBuilder line = lines.get(row);
        while (line.length() <= column) {
          line.append(' ');
        }
        line.setCharAt(column++, c);
      }
    }
  }

  private void down() {
    row++;
    if (row == lines.size()) {
      lines.add(new StringBuilder());
    }
    top = Math.max(top, row - rows + 1);
  }

  private void obey(int number, String command) {
    switch (command) {
      // What has scrolled away cannot be reached.
      case "A" -> row = Math.max(top, row - number);
      case "J" -> {
        lines.get(row).setLength(Math.min(column, lines.get(row).length()));
        while (lines.size() > row + 1) {
          lines.removeLast();
        }
      }
      case "K" -> lines.get(row).setLength(Math.min(column, lines.get(row).length()));
      case "m" -> {
        // Bold, or no longer.
      }
      default -> throw new IllegalArgumentException("not known: " + command);
    }
  }

  /** The lines that are to be seen now. */
  List<String> screen() {
    return lines.subList(top, lines.size()).stream().map(Object::toString).toList();
  }

  /** Everything, with what has scrolled away. */
  List<String> all() {
    return lines.stream().map(Object::toString).toList();
  }

  /** The beginnings of lines that were longer than the screen is wide. */
  List<String> wrapped() {
    return List.copyOf(wrapped);
  }
}
