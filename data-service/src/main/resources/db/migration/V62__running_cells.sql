-- Whether a study has ended is asked at every result: it is found by an index, however many cells have one.
create index study_cell_running on study_cell (study_id) where state = 'RUNNING';
