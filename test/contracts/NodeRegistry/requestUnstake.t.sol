// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract RequestUnstakeTest is RegistryTest {
    function test_refusesWhoeverIsNotTheOperator() public {
        _register();
        _expect(INodeRegistry.NotOperator.selector, node.at, node.at);
        vm.prank(node.at);
        registry.requestUnstake(node.at);
    }

    function test_refusesToStartTheTimeAgain() public {
        _unbonding();
        vm.warp(NOW + DAY);
        vm.expectRevert(
            abi.encodeWithSelector(INodeRegistry.UnbondingState.selector, node.at, NOW + UNBONDING)
        );
        vm.prank(OPERATOR);
        registry.requestUnstake(node.at);
    }

    function test_makesTheNodeInactiveAtOnce() public {
        _register();
        vm.recordLogs();
        vm.prank(OPERATOR);
        registry.requestUnstake(node.at);
        _assertOnlyEvent(INodeRegistry.UnstakeRequested.selector, node.at, 0, 0, abi.encode(NOW + UNBONDING));
        Node memory expected = _fresh();
        expected.unbondingAt = NOW + UNBONDING;
        _assertRecord(expected);
        _assertActive(false);
    }
}
