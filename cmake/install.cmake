# SPDX-License-Identifier: GPL-3.0-or-later
# Where Debian expects the parts. The engine module installs itself (model/engine/torch).
foreach(program ckptlens ckptlens-cli)
    if(TARGET ${program})
        install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    endif()
endforeach()

set(resources ${PROJECT_SOURCE_DIR}/resources)
install(DIRECTORY ${resources}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
    FILES_MATCHING PATTERN "*.1")
install(FILES ${resources}/completions/ckptlens-cli.bash
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ckptlens-cli)
install(FILES ${resources}/completions/_ckptlens-cli
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${resources}/completions/ckptlens-cli.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
if(TARGET ckptlens)
    install(FILES ${resources}/desktop/org.ckptlens.ckptlens.desktop
        DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
    install(FILES ${resources}/mime/org.ckptlens.ckptlens.xml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
    install(FILES ${resources}/appstream/org.ckptlens.ckptlens.metainfo.xml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
    install(FILES ${resources}/icons/ckptlens.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
