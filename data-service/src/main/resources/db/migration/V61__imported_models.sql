-- Models that are no backbones, by the name that studies give them: what their owners state of them, and
-- their file. A file of features names no image: its rows are under keyed pseudonyms of their paths.
create table imported_model (
  name          text primary key,
  file_name     text not null,
  source        text not null,
  preprocessing text not null,
  model         text not null,
  file          text not null,
  registered_at timestamptz not null
);
