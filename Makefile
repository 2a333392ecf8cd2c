CXX=g++
FL=-std=c++20 -O2 -g -Iinclude -Igen/include -I/work/main/tests -I/work/main/tests/support
L=-Llib -Wl,--start-group -lqaidam_grid_views -lqaidam_grids -lqaidam_civic -lqaidam_geojson -lqaidam_geo -lqaidam_solve -lqaidam_calendar -lqaidam_report -lqaidam_base -Wl,--end-group -lfmt
%: %.cpp
	$(CXX) $(FL) $< -o $@ $(L)
