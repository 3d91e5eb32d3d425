# ZephyrConfig.cmake - stand in for Zephyr: what find_package(Zephyr) does for an application, for this machine. MODULE is
# the folder of the package; its switches are those that Kconfig made of prj.conf, in CONFIG.
enable_language(C)
set(CMAKE_C_STANDARD 17)
add_compile_options(-Wall -Wextra -Werror)
get_filename_component(stand_in "${CMAKE_CURRENT_LIST_FILE}" DIRECTORY)

add_library(zephyr_interface INTERFACE)
target_include_directories(zephyr_interface INTERFACE ${stand_in}/include)

function(zephyr_include_directories)
  target_include_directories(zephyr_interface INTERFACE ${ARGN})
endfunction()

function(zephyr_compile_definitions)
  target_compile_definitions(zephyr_interface INTERFACE ${ARGN})
endfunction()

function(zephyr_library)
  add_library(zephyr_module STATIC)
  target_link_libraries(zephyr_module PUBLIC zephyr_interface)
endfunction()

function(zephyr_library_sources)
  target_sources(zephyr_module PRIVATE ${ARGN})
endfunction()

foreach(switch ${CONFIG})
  set(${switch} y)
endforeach()
add_executable(app ${stand_in}/board.c)
add_subdirectory(${MODULE}/zephyr coir)
target_link_libraries(app zephyr_module)
